import { useTranslation } from 'react-i18next';
import type { RowFilter } from '../../../worker/protocol';
import { ScrollTable } from '../../components/ScrollTable';
import { percentText } from '../../format';

/** More classes than these want the whole width, smaller cells and their names held in sight. */
export const CROWDED = 8;

/** One cell of the grid: rows of class `truth` that were called `said`. */
interface Cell {
  readonly truth: string;
  readonly said: string;
}

interface Props {
  readonly labels: readonly string[];
  /** [true][predicted] → rows. */
  readonly confusion: readonly (readonly number[])[];
  /** What is listed: its cell is marked. */
  readonly filter: RowFilter;
  readonly onCell: (cell: Cell | null) => void;
}

/** Counts and row shares of true against predicted class; a cell leads to its rows. */
export function Confusion({ labels, confusion, filter, onCell }: Props) {
  const { t } = useTranslation();
  const crowded = labels.length > CROWDED;
  return (
    <section className="section">
      <header>
        <h2>{t('confusion')}</h2>
        <span className="muted">{t('confusionSub')}</span>
      </header>
      <ScrollTable className="heat-scroll" label={t('confusion')}>
        <div
          className={crowded ? 'heat crowded' : 'heat'}
          style={{
            gridTemplateColumns: `${crowded ? 132 : 88}px repeat(${labels.length}, minmax(${crowded ? 36 : 44}px, 1fr))`,
          }}
        >
          <span className="axis corner" />
          {labels.map((label) => (
            <span className="axis top ellipsis" key={label} title={label}>
              {label}
            </span>
          ))}
          {confusion.map((counts, truth) => (
            <HeatRow
              key={labels[truth]}
              labels={labels}
              truth={truth}
              counts={counts}
              filter={filter}
              onCell={onCell}
            />
          ))}
        </div>
      </ScrollTable>
      <p className="muted small">{t('confusionHow')}</p>
    </section>
  );
}

interface RowProps {
  readonly labels: readonly string[];
  readonly truth: number;
  readonly counts: readonly number[];
  /** What is listed: its cell is marked. */
  readonly filter: RowFilter;
  readonly onCell: (cell: Cell | null) => void;
}

function HeatRow({ labels, truth, counts, filter, onCell }: RowProps) {
  const { t } = useTranslation();
  const name = labels[truth] ?? '';
  const total = counts.reduce((sum, count) => sum + count, 0);
  return (
    <>
      <span className="axis side ellipsis" title={name}>
        {name}
      </span>
      {counts.map((count, said) => {
        const guess = labels[said] ?? '';
        const share = total > 0 ? count / total : 0;
        const colour = truth === said ? 'var(--tuned)' : 'var(--problem)';
        const chosen = filter.truth === name && filter.said === guess;
        return (
          <button
            key={guess}
            type="button"
            aria-pressed={chosen}
            disabled={count === 0}
            aria-label={t('cell', { label: name, said: guess, count })}
            style={
              count > 0
                ? {
                    background: `color-mix(in srgb, ${colour} ${12 + 34 * share}%, var(--sheet))`,
                  }
                : undefined
            }
            onClick={() => onCell(chosen ? null : { truth: name, said: guess })}
          >
            {count > 0 ? <b>{count}</b> : 0}
            {count > 0 && <small>{percentText(share, 0)}</small>}
          </button>
        );
      })}
    </>
  );
}

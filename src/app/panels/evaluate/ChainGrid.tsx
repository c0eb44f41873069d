import { useTranslation } from 'react-i18next';
import type { ChainSteps } from '../../../worker/protocol';
import { ScrollTable } from '../../components/ScrollTable';
import { signed } from './numbers';

type Step = ChainSteps['start'][number];

/** The score of every step from tag to tag as a table with heat: what a chain has learned. */
export function ChainGrid({ steps }: { readonly steps: ChainSteps }) {
  const { t } = useTranslation();
  const { tags, count, start, between, end } = steps;
  const most = Math.max(1e-6, ...[start, end, ...between].flat().filter(counts).map(weight));
  const columns = [...tags, t('chainEnd')];
  return (
    <section className="section">
      <header>
        <h2>{t('chainTitle')}</h2>
        <span className="muted">{t('chainSub')}</span>
      </header>
      <ScrollTable className="heat-scroll" label={t('chainTitle')}>
        <table className="chain-grid">
          <thead>
            <tr>
              <th scope="col">{t('chainFrom')}</th>
              {columns.map((tag) => (
                <th scope="col" key={tag} title={tag}>
                  {tag}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <StepRow
              from={t('chainStart')}
              columns={columns}
              steps={[...start, null]}
              most={most}
            />
            {tags.map((tag, i) => (
              <StepRow
                key={tag}
                from={tag}
                columns={columns}
                steps={[...(between[i] ?? []), end[i] ?? null]}
                most={most}
              />
            ))}
          </tbody>
        </table>
      </ScrollTable>
      <p className="muted small">
        {t('chainHow')} {tags.length < count && t('chainSome', { shown: tags.length, count })}
      </p>
    </section>
  );
}

function counts({ allowed }: Step): boolean {
  return allowed;
}

function weight({ score }: Step): number {
  return Math.abs(score);
}

interface RowProps {
  readonly from: string;
  /** Where each step leads. */
  readonly columns: readonly string[];
  /** Null where there is none. */
  readonly steps: readonly (Step | null)[];
  /** The largest score there is, whatever its sign. */
  readonly most: number;
}

function StepRow({ from, columns, steps, most }: RowProps) {
  return (
    <tr>
      <th scope="row" title={from}>
        {from}
      </th>
      {columns.map((to, i) => {
        const step = steps[i];
        return step ? (
          <StepCell key={to} from={from} to={to} step={step} most={most} />
        ) : (
          <td key={to} className="none" />
        );
      })}
    </tr>
  );
}

interface CellProps {
  readonly from: string;
  readonly to: string;
  readonly step: Step;
  readonly most: number;
}

function StepCell({ from, to, step: { score, allowed }, most }: CellProps) {
  const { t } = useTranslation();
  if (!allowed) {
    const said = t('chainForbidden', { from, to });
    return (
      <td className="forbidden" title={said}>
        <span aria-hidden>×</span>
        <span className="visually-hidden">{said}</span>
      </td>
    );
  }
  const colour = score < 0 ? 'var(--problem)' : 'var(--tuned)';
  const share = Math.min(1, Math.abs(score) / most);
  return (
    <td
      title={t('chainStep', { from, to, score: signed(score, 2) })}
      style={{ background: `color-mix(in srgb, ${colour} ${46 * share}%, var(--sheet))` }}
    >
      {signed(score, 2)}
    </td>
  );
}

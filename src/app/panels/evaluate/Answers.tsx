import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EvaluationReport } from '../../../worker/protocol';
import { ScrollTable } from '../../components/ScrollTable';
import { Tagged } from '../../components/Tagged';
import { percentText } from '../../format';
import type { Cell } from './Confusion';

const FIRST = 10;

interface Props {
  readonly report: EvaluationReport;
  readonly cell: Cell | null;
  readonly onAll: () => void;
}

/** Rows that went wrong, surest first; or the rows of the chosen cell, right or wrong. */
export function Answers({ report, cell, onAll }: Props) {
  const { t } = useTranslation();
  const place = useRef<HTMLElement>(null);
  const [all, setAll] = useState(false);
  useEffect(() => {
    if (cell) place.current?.scrollIntoView({ block: 'nearest' });
  }, [cell]);
  const rows = report.answers.filter(({ label, predicted, off }) =>
    cell ? label === cell.truth && predicted === cell.said : off > 0,
  );
  const total = countOf(report, cell) ?? rows.length;
  const knowsChances = report.answers.some(({ sure }) => sure !== null);
  const title = cell
    ? t('cellRows', { label: cell.truth, said: cell.said, count: total })
    : t(total > 0 ? (report.goal === 'class' ? 'errors' : 'errorsWorst') : 'errorsNone', {
        count: total,
      });
  return (
    <section className="section" ref={place}>
      <header>
        <h2>{title}</h2>
        {rows.length < total && (
          <span className="muted">{t('firstOf', { count: rows.length })}</span>
        )}
        <span className="spread" />
        {cell && (
          <button type="button" className="link" onClick={onAll}>
            {t('showErrors')}
          </button>
        )}
      </header>
      {rows.length > 0 && (
        <ScrollTable className="scroll bleed" label={title}>
          <table>
            <thead>
              <tr>
                <th className="number">{t('row')}</th>
                {report.goal !== 'tags' && <th className="fill">{t('message')}</th>}
                <th>{t('trueLabel')}</th>
                <th>{t('said')}</th>
                {knowsChances && <th className="number">{t('sure')}</th>}
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, all ? rows.length : FIRST).map((row) => (
                <tr key={row.row}>
                  <td className="number muted">{row.row}</td>
                  {report.goal === 'tags' ? (
                    <TaggedCells row={row} labels={report.labels} />
                  ) : (
                    <PlainCells row={row} />
                  )}
                  {knowsChances && <td className="number">{percentText(row.sure ?? 0, 0)}</td>}
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollTable>
      )}
      {rows.length > FIRST && (
        <button type="button" className="link" onClick={() => setAll((was) => !was)}>
          {all ? t('showFewer') : t('showAllOf', { count: rows.length })}
        </button>
      )}
    </section>
  );
}

type Row = EvaluationReport['answers'][number];

function PlainCells({ row }: { readonly row: Row }) {
  const { t } = useTranslation();
  return (
    <>
      <td className="fill" title={row.text}>
        {row.text}
      </td>
      <td>{row.label || t('tryNothing')}</td>
      <td className={row.off === 0 ? undefined : 'wrong'}>{row.predicted || t('tryNothing')}</td>
    </>
  );
}

/** The sentence twice: as it is marked, and as the model marks it. */
function TaggedCells({ row, labels }: { readonly row: Row; readonly labels: readonly string[] }) {
  const words = row.text.split(' ');
  return (
    <>
      <td className="marked">
        <Tagged words={words} tags={row.label.split(' ')} labels={labels} />
      </td>
      <td className="marked">
        <Tagged words={words} tags={row.predicted.split(' ')} labels={labels} />
      </td>
    </>
  );
}

/** Rows of a cell, or all wrong ones, by the counts, since the list may hold fewer; null without. */
function countOf({ labels, tuned }: EvaluationReport, cell: Cell | null): number | null {
  if (!tuned.confusion) return null;
  return tuned.confusion.reduce(
    (sum, counts, truth) =>
      sum +
      counts.reduce((inRow, count, said) => {
        const wanted = cell
          ? labels[truth] === cell.truth && labels[said] === cell.said
          : truth !== said;
        return inRow + (wanted ? count : 0);
      }, 0),
    0,
  );
}

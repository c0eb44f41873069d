import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EvaluationReport, ListedRow } from '../../../worker/protocol';
import { ScrollTable } from '../../components/ScrollTable';
import { TaggedCells } from '../../components/TaggedCells';
import { percentText } from '../../format';

interface Props {
  readonly report: EvaluationReport;
  readonly rows: readonly ListedRow[];
  readonly label: string;
}

/** Rows with what is true, what the tuned model says and what the base model said. */
export function AnswerTable({ report, rows, label }: Props) {
  const { t } = useTranslation();
  const marked = rows.some((row) => row.marked);
  const knowsChances = rows.some(({ sure }) => sure !== null);
  const several = report.choices.files.length > 1;
  return (
    <ScrollTable className="scroll bleed" label={label}>
      <table className="row-list">
        <thead>
          <tr>
            <th className="number">{t('row')}</th>
            {several && <th>{t('file')}</th>}
            {!marked && <th className="fill">{t('message')}</th>}
            <th>{t('trueLabel')}</th>
            <th>{t('said')}</th>
            {knowsChances && <th className="number">{t('sure')}</th>}
            {!marked && <th>{t('baseSaid')}</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.file} ${row.row}`}>
              <td className="number muted">{row.row}</td>
              {several && <td className="muted">{row.file}</td>}
              {row.marked && <TaggedCells marked={row.marked} labels={report.labels} />}
              {!marked && <PlainCells row={row} />}
              {knowsChances && <td className="number">{percentText(row.sure ?? 0, 0)}</td>}
              {!marked && <td className="muted">{row.before || t('tryNothing')}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollTable>
  );
}

function PlainCells({ row }: { readonly row: ListedRow }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <td className={open ? 'fill open' : 'fill'}>
        <button type="button" aria-expanded={open} onClick={() => setOpen((was) => !was)}>
          {row.text}
        </button>
      </td>
      <td>{row.label || t('tryNothing')}</td>
      <td className={row.off === 0 ? undefined : 'wrong'}>{row.predicted || t('tryNothing')}</td>
    </>
  );
}

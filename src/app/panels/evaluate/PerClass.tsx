import { useTranslation } from 'react-i18next';
import type { EvaluationReport, RowFilter } from '../../../worker/protocol';
import { ScrollTable } from '../../components/ScrollTable';
import { classMetrics } from './numbers';

/** What stands above, by what the rows teach. */
const TITLES: Readonly<Record<string, string>> = { tags: 'perType', labels: 'perLabel' };

interface Props {
  readonly report: EvaluationReport;
  readonly onShow: (filter: RowFilter) => void;
}

/** Precision, recall and F1 of each class; the F1 of base and tuned as a dumbbell. */
export function PerClass({ report, onShow }: Props) {
  const { t } = useTranslation();
  const tuned = classMetrics(report.tuned);
  const base = classMetrics(report.base);
  const title = t(TITLES[report.goal] ?? 'perClass');
  return (
    <section className="section">
      <header>
        <h2>{title}</h2>
        <span className="spread" />
        <span className="muted line">
          <i className="dot base" /> {t('base')} <i className="dot" /> {t('tunedF1')}
        </span>
      </header>
      <ScrollTable className="class-scroll" label={title}>
        <table className="per-class">
          <thead>
            <tr>
              <th>{t('class')}</th>
              <th className="number">{t('precision')}</th>
              <th className="number">{t('recall')}</th>
              <th>F1</th>
              <th className="number">{t(report.goal === 'tags' ? 'entities' : 'rows')}</th>
            </tr>
          </thead>
          <tbody>
            {Object.entries(tuned).map(([label, { precision, recall, f1, support }]) => (
              <tr key={label}>
                <td className="ellipsis" title={label}>
                  <button
                    type="button"
                    className="link"
                    aria-label={t('rowsOfTopic', { label })}
                    onClick={() => onShow({ truth: label })}
                  >
                    {label}
                  </button>
                </td>
                <td className="number">
                  <button
                    type="button"
                    className="link"
                    aria-label={t('rowsSaidTopic', { label, precision: precision.toFixed(2) })}
                    onClick={() => onShow({ said: label })}
                  >
                    {precision.toFixed(2)}
                  </button>
                </td>
                <td className="number">{recall.toFixed(2)}</td>
                <td>
                  <span className="line">
                    <Dumbbell from={base[label]?.f1 ?? 0} to={f1} />
                    <b>{f1.toFixed(2)}</b>
                  </span>
                </td>
                <td className="number muted">{support}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollTable>
      <p className="muted small">{t('perClassHow')}</p>
    </section>
  );
}

function Dumbbell({ from, to }: { readonly from: number; readonly to: number }) {
  const at = (value: number): number => 5 + 70 * value;
  return (
    <svg width={80} height={16} aria-hidden>
      <path d="M5 8H75" stroke="var(--line)" />
      <path d={`M${at(from)} 8H${at(to)}`} stroke="var(--tuned)" strokeWidth={1.5} />
      <circle cx={at(from)} cy={8} r={3.5} fill="var(--base)" />
      <circle cx={at(to)} cy={8} r={4.5} fill="var(--tuned)" />
    </svg>
  );
}

import { useTranslation } from 'react-i18next';
import type { EvaluationReport, SideReport } from '../../../worker/protocol';
import { ScrollTable } from '../../components/ScrollTable';
import { lossText } from '../../format';
import { differenceText, isOnScale, isShare, metricText, scalar, signed } from './numbers';

/** Base and tuned in one table, each with its 95 % interval drawn on one scale. */
export function MetricTable({ report }: { readonly report: EvaluationReport }) {
  const { t } = useTranslation();
  const { base, tuned, rows, headline, goal, labels, guessingLoss } = report;
  return (
    <div className="section">
      <ScrollTable className="scroll bleed" label={t('metrics')}>
        <table className="metrics">
          <thead>
            <tr>
              <th>{t('metric', { rows })}</th>
              <th className="number">{t('base')}</th>
              <th className="number">{t('tuned')}</th>
              <th className="number">{t('difference')}</th>
              <th className="scale" aria-label={t('intervals')}>
                <span>0</span>
                <span>0.5</span>
                <span>1</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {headline.map((name) => (
              <MetricRow key={name} name={name} base={base} tuned={tuned} />
            ))}
            <tr>
              <th scope="row">{t('lossWord')}</th>
              <td className="number muted">{lossText(base.loss)}</td>
              <td className="number">
                <b>{lossText(tuned.loss)}</b>
              </td>
              <td className="number">{signed(tuned.loss - base.loss)}</td>
              <td className="muted small scale-cell">
                {t(`lossNote_${goal}`, {
                  count: labels.length,
                  loss: guessingLoss.toFixed(2),
                })}
              </td>
            </tr>
          </tbody>
        </table>
      </ScrollTable>
      <p className="muted small">{t('baseNote')}</p>
    </div>
  );
}

interface RowProps {
  readonly name: string;
  readonly base: SideReport;
  readonly tuned: SideReport;
}

function MetricRow({ name, base, tuned }: RowProps) {
  const { t } = useTranslation();
  const difference = scalar(tuned, name) - scalar(base, name);
  return (
    <tr>
      <th scope="row">{t(name)}</th>
      <td className="number muted" title={interval(base, name)}>
        {metricText(name, scalar(base, name))}
      </td>
      <td className="number" title={interval(tuned, name)}>
        <b>{metricText(name, scalar(tuned, name))}</b>
      </td>
      <td className={difference > 0 ? 'number gain' : 'number'}>
        {isShare(name)
          ? t('points', { points: differenceText(name, difference) })
          : differenceText(name, difference)}
      </td>
      <td className="scale-cell">
        {isOnScale(name) ? (
          <svg width="100%" height="16" aria-hidden>
            <path d="M0 8H1000" stroke="var(--line)" />
            <Whisker side={base} name={name} colour="var(--base)" />
            <Whisker side={tuned} name={name} colour="var(--tuned)" />
          </svg>
        ) : (
          <span className="muted small">{interval(tuned, name)}</span>
        )}
      </td>
    </tr>
  );
}

function interval(side: SideReport, name: string): string {
  const [low = 0, high = 0] = side.intervals[name] ?? [];
  return `95 %: ${metricText(name, low)} – ${metricText(name, high)}`;
}

interface WhiskerProps {
  readonly side: SideReport;
  readonly name: string;
  readonly colour: string;
}

function Whisker({ side, name, colour }: WhiskerProps) {
  const at = (value: number): string => `${Math.max(0, Math.min(100, 100 * value))}%`;
  const value = scalar(side, name);
  const [low = value, high = value] = side.intervals[name] ?? [];
  return (
    <>
      <line x1={at(low)} x2={at(high)} y1={8} y2={8} stroke={colour} strokeWidth={1.5} />
      <line x1={at(low)} x2={at(low)} y1={4} y2={12} stroke={colour} strokeWidth={1.5} />
      <line x1={at(high)} x2={at(high)} y1={4} y2={12} stroke={colour} strokeWidth={1.5} />
      <circle cx={at(value)} cy={8} r={4} fill={colour} />
    </>
  );
}

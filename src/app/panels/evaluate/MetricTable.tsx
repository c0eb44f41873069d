import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EvaluationReport, SideReport } from '../../../worker/protocol';
import { ScrollTable } from '../../components/ScrollTable';
import { lossText } from '../../format';
import { differenceText, isOnScale, isShare, metricText, scalar, signed } from './numbers';
import { Whiskers } from './Whiskers';

/** Base and tuned in one table, each with its 95 % interval drawn on one scale; the finer ones folded. */
export function MetricTable({ report }: { readonly report: EvaluationReport }) {
  const { t } = useTranslation();
  const { base, tuned, rows, headline, goal, labels, guessingLoss } = report;
  const [all, setAll] = useState(false);
  const groups = Object.entries(report.details)
    .map(([group, names]) => ({ group, names: names.filter((name) => name in tuned.metrics) }))
    .filter(({ names }) => names.length > 0);
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
              <MetricRow key={name} name={name} report={report} />
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
          {all && groups.map((one) => <Group key={one.group} {...one} report={report} />)}
        </table>
      </ScrollTable>
      <div className="line wrap">
        {groups.length > 0 && (
          <button
            type="button"
            className="link"
            aria-expanded={all}
            onClick={() => setAll((was) => !was)}
          >
            {all ? t('metricsFewer') : t('metricsMore', { count: countOf(groups) })}
          </button>
        )}
        <span className="muted small">{t([`baseNote_${goal}`, 'baseNote'])}</span>
      </div>
    </div>
  );
}

interface GroupProps {
  readonly group: string;
  readonly names: readonly string[];
  readonly report: EvaluationReport;
}

function countOf(groups: readonly Pick<GroupProps, 'names'>[]): number {
  return groups.reduce((sum, { names }) => sum + names.length, 0);
}

/** Metrics that say the same kind of thing, under its name. */
function Group({ group, names, report }: GroupProps) {
  const { t } = useTranslation();
  return (
    <tbody>
      <tr className="group">
        <th scope="rowgroup" colSpan={5}>
          {t(`metrics_${group}`)} <span className="muted">{t(`metricsHow_${group}`)}</span>
        </th>
      </tr>
      {names.map((name) => (
        <MetricRow key={name} name={name} report={report} />
      ))}
    </tbody>
  );
}

interface RowProps {
  readonly name: string;
  readonly report: EvaluationReport;
}

function MetricRow({ name, report }: RowProps) {
  const { t } = useTranslation();
  const { base, tuned, falling } = report;
  const [from, to] = [scalar(base, name), scalar(tuned, name)];
  const difference = from === null || to === null ? null : to - from;
  const gains = difference !== null && (falling.includes(name) ? difference < 0 : difference > 0);
  return (
    <tr>
      <th scope="row">{t(name)}</th>
      <td className="number muted" title={interval(base, name)}>
        {metricText(name, from)}
      </td>
      <td className="number" title={interval(tuned, name)}>
        <b>{metricText(name, to)}</b>
      </td>
      <td className={gains ? 'number gain' : 'number'}>
        {difference === null
          ? '–'
          : isShare(name)
            ? t('points', { points: differenceText(name, difference) })
            : differenceText(name, difference)}
      </td>
      <Place name={name} base={base} tuned={tuned} />
    </tr>
  );
}

interface PlaceProps {
  readonly name: string;
  readonly base: SideReport;
  readonly tuned: SideReport;
}

/** Both values on the scale; their interval in figures where they have no scale; or why there is none. */
function Place({ name, base, tuned }: PlaceProps) {
  const { t } = useTranslation();
  const reason = tuned.metrics.reasons?.[name] ?? base.metrics.reasons?.[name];
  if (reason)
    return (
      <td className="scale-cell reason small">
        {t('undefinedScore', { reason: t(`undefined_${reason}`) })}
      </td>
    );
  return (
    <td className="scale-cell">
      {isOnScale(name) ? (
        <Whiskers base={pointOf(base, name)} tuned={pointOf(tuned, name)} />
      ) : (
        <span className="muted small">{interval(tuned, name)}</span>
      )}
    </td>
  );
}

/** The 95 % interval of a metric; nothing where it has none. */
function interval(side: SideReport, name: string): string | undefined {
  const [low, high] = side.intervals[name] ?? [];
  if (low === undefined || high === undefined) return undefined;
  return `95 %: ${metricText(name, low)} – ${metricText(name, high)}`;
}

function pointOf(side: SideReport, name: string) {
  return { value: scalar(side, name), interval: side.intervals[name] ?? null };
}

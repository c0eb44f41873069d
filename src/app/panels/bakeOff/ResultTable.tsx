import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { Standings } from '../../../worker/protocol';
import { ErrorBlock } from '../../components/ErrorBlock';
import { ScrollTable } from '../../components/ScrollTable';
import { bytesText, countText, timeText } from '../../format';
import { useQueue, useStudio } from '../../hooks';
import { run } from '../../stores';
import { metricText } from '../evaluate/numbers';
import { type Order, type Result, sorted, valueIn } from './results';
import { useRunName } from './useRunName';

interface Column {
  readonly key: string;
  readonly by: Order['by'];
  readonly word: string;
  readonly text: (value: number) => string;
  /** Whether more is better, so that it is sorted downwards first. */
  readonly higher: boolean;
}

const COST_COLUMNS: readonly Column[] = [
  { key: 'trainable', by: 'trainable', word: 'bakeOffTrainable', text: countText, higher: false },
  { key: 'fileBytes', by: 'fileBytes', word: 'bakeOffFile', text: bytesText, higher: false },
  { key: 'peakBytes', by: 'peakBytes', word: 'bakeOffMemory', text: bytesText, higher: false },
  { key: 'seconds', by: 'seconds', word: 'bakeOffTime', text: timeText, higher: false },
];
/** Metrics of a run that are told beside its cost; all of them stand in the CSV. */
const METRICS_SHOWN = 2;

interface Props {
  readonly results: readonly Result[];
  readonly standings: Standings;
}

/** One line a run; a column's head sorts by it, once more the other way; a run's name opens it. */
export function ResultTable({ results, standings }: Props) {
  const { t } = useTranslation();
  const columns = useColumns(standings);
  const [order, setOrder] = useState<(Order & { readonly key: string }) | null>(null);
  const rows = order ? sorted(results, order) : results;
  const sortBy = ({ key, by, higher }: Column): void =>
    setOrder((before) => ({
      ...{ key, by },
      descending: before?.key === key ? !before.descending : higher,
    }));
  const { best, methods } = standings;
  const alone = methods.find(({ method }) => method === best)?.runs === 1;
  return (
    <ScrollTable className="scroll bleed" label={t('bakeOffResults')}>
      <table className="bake-off">
        <thead>
          <tr>
            <th scope="col">{t('bakeOffRun')}</th>
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                className="number"
                aria-sort={
                  order?.key !== column.key ? 'none' : order.descending ? 'descending' : 'ascending'
                }
              >
                <button type="button" className="link" onClick={() => sortBy(column)}>
                  {t(column.word)}
                  {order?.key === column.key && (
                    <span aria-hidden>{order.descending ? ' ↓' : ' ↑'}</span>
                  )}
                </button>
              </th>
            ))}
            <th scope="col">{t('status')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((result) => (
            <Row
              key={result.name}
              result={result}
              columns={columns}
              isBest={alone && methods.length > 1 && result.job.method.id === best}
            />
          ))}
        </tbody>
      </table>
    </ScrollTable>
  );
}

/** The metrics of the task, then what a run costs. */
function useColumns({ headline }: Standings): readonly Column[] {
  const { entries } = useQueue();
  const task = entries[0]?.job.task.id;
  const metrics = useStudio((state) => state.catalog?.tasks.find(({ id }) => id === task)?.metrics);
  const shown = headline.slice(0, METRICS_SHOWN).map(
    (metric): Column => ({
      key: metric,
      by: { metric },
      word: metric,
      text: (value) => metricText(metric, value),
      higher: metrics?.find(({ id }) => id === metric)?.better !== 'lower',
    }),
  );
  return [...shown, ...COST_COLUMNS];
}

interface RowProps {
  readonly result: Result;
  readonly columns: readonly Column[];
  readonly isBest: boolean;
}

function Row({ result, columns, isBest }: RowProps) {
  const { t } = useTranslation();
  const [, go] = useLocation();
  const { active } = useQueue();
  const { runId, job, state, fault } = result;
  const name = useRunName()(job);
  const open = async (): Promise<void> => {
    if (runId) await run.select(runId);
    go('/train');
  };
  return (
    <>
      <tr className={isBest ? 'best' : undefined}>
        <th scope="row">
          <button
            type="button"
            className="link"
            disabled={!runId || active}
            aria-label={t('bakeOffOpen', { name })}
            onClick={() => void open()}
          >
            {name}
          </button>
          {isBest && <em className="badge">{t('bakeOffBest')}</em>}
        </th>
        {columns.map(({ key, by, text }) => {
          const value = valueIn(result, by);
          return (
            <td key={key} className="number">
              {value === null ? '–' : text(value)}
            </td>
          );
        })}
        <td className={state === 'failed' ? 'problem' : 'muted'}>{t(`bakeOff_${state}`)}</td>
      </tr>
      {fault && (
        <tr>
          <td colSpan={columns.length + 2}>
            <ErrorBlock error={fault} />
          </td>
        </tr>
      )}
    </>
  );
}

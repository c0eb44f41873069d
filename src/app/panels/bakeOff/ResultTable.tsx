import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { ErrorBlock } from '../../components/ErrorBlock';
import { ScrollTable } from '../../components/ScrollTable';
import { bytesText, countText, percentText, timeText } from '../../format';
import { useBakeOff } from '../../hooks';
import { run } from '../../stores';
import { type Result, sorted } from './results';
import { useMethodName } from './useMethodName';

const COLUMNS = [
  { key: 'accuracy', word: 'bakeOffScore', text: percentText },
  { key: 'f1', word: 'bakeOffF1', text: percentText },
  { key: 'trainable', word: 'bakeOffTrainable', text: countText },
  { key: 'fileBytes', word: 'bakeOffFile', text: bytesText },
  { key: 'peakBytes', word: 'bakeOffMemory', text: bytesText },
  { key: 'seconds', word: 'bakeOffTime', text: timeText },
] as const;

interface Props {
  readonly results: readonly Result[];
  readonly best: Result | null;
}

/** One line a method; a column's head sorts by it, a method's name opens its run. */
export function ResultTable({ results, best }: Props) {
  const { t } = useTranslation();
  const [by, setBy] = useState<(typeof COLUMNS)[number]['key'] | null>(null);
  const rows = by ? sorted(results, by) : results;
  return (
    <ScrollTable className="scroll bleed" label={t('bakeOffResults')}>
      <table className="bake-off">
        <thead>
          <tr>
            <th scope="col">{t('method')}</th>
            {COLUMNS.map(({ key, word }) => (
              <th
                key={key}
                scope="col"
                className="number"
                aria-sort={
                  by === key
                    ? key === 'accuracy' || key === 'f1'
                      ? 'descending'
                      : 'ascending'
                    : 'none'
                }
              >
                <button type="button" className="link" onClick={() => setBy(key)}>
                  {t(word)}
                </button>
              </th>
            ))}
            <th scope="col">{t('status')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((result) => (
            <Row key={result.entry.method} result={result} isBest={result === best} />
          ))}
        </tbody>
      </table>
    </ScrollTable>
  );
}

function Row({ result, isBest }: { readonly result: Result; readonly isBest: boolean }) {
  const { t } = useTranslation();
  const name = useMethodName();
  const [, go] = useLocation();
  const { active } = useBakeOff();
  const { method, runId, state, error } = result.entry;
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
            aria-label={t('bakeOffOpen', { method: name(method) })}
            onClick={() => void open()}
          >
            {name(method)}
          </button>
          {isBest && <em className="badge">{t('bakeOffBest')}</em>}
        </th>
        {COLUMNS.map(({ key, text }) => {
          const value = result[key];
          return (
            <td key={key} className="number">
              {value === null ? '–' : text(value)}
            </td>
          );
        })}
        <td className={state === 'failed' ? 'problem' : 'muted'}>{t(`bakeOff_${state}`)}</td>
      </tr>
      {error && (
        <tr>
          <td colSpan={COLUMNS.length + 2}>
            <ErrorBlock error={error} />
          </td>
        </tr>
      )}
    </>
  );
}

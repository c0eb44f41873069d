import { useTranslation } from 'react-i18next';
import { ScrollTable } from '../../components/ScrollTable';
import { useRun } from '../../hooks';
import { RunRow } from './RunRow';
import { bestRun, STROKES } from './records';

interface Props {
  readonly chosen: readonly string[];
  readonly onTick: (runId: string) => void;
  /** A run was opened in the panel behind. */
  readonly onOpen: () => void;
}

/** One line a run, newest first. */
export function RunsTable({ chosen, onTick, onOpen }: Props) {
  const { t } = useTranslation();
  const runs = useRun((state) => state.runs);
  const best = bestRun(runs);
  return (
    <ScrollTable className="scroll bleed runs" label={t('runs')}>
      <table>
        <thead>
          <tr>
            <th>
              <span className="visually-hidden">{t('compare')}</span>
            </th>
            <th className="number">#</th>
            <th>{t('name')}</th>
            <th className="number">{t('atTime')}</th>
            <th className="number">{t('accuracyShort')}</th>
            <th className="number">{t('lossShort')}</th>
            <th className="number">{t('tookWord')}</th>
            <th>{t('curveWord')}</th>
            <th>
              <span className="visually-hidden">{t('actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.map((record, i) => {
            const place = chosen.indexOf(record.runId);
            const stroke = place < 0 ? undefined : STROKES[place];
            return (
              <RunRow
                key={record.runId}
                record={record}
                number={runs.length - i}
                isBest={runs.length > 1 && record === best}
                {...(stroke && { stroke })}
                onTick={() => onTick(record.runId)}
                onOpen={onOpen}
              />
            );
          })}
        </tbody>
      </table>
    </ScrollTable>
  );
}

import './bakeOff.css';
import { Button } from '@mantine/core';
import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { PanelTitle } from '../../components/PanelTitle';
import { save } from '../../download';
import { paragraph, percentText } from '../../format';
import { useBakeOff, useRun, useStudio } from '../../hooks';
import { bakeOff } from '../../stores';
import { Choose } from './Choose';
import { CostChart } from './CostChart';
import { Progress } from './Progress';
import { ResultTable } from './ResultTable';
import { bestOf, resultsCsv, resultsOf } from './results';
import { useMethodName } from './useMethodName';

/** Several methods on the same rows, one after the other, and which of them is worth its cost. */
export function BakeOffPanel() {
  const { t } = useTranslation();
  const { entries, active } = useBakeOff();
  const plan = useStudio((state) => state.plan);
  const runs = useRun((state) => state.runs);
  const name = useMethodName();
  const results = resultsOf(entries, runs);
  const best = bestOf(results);
  const file = entries[0]?.job.data.train;
  const over = best && !active;
  return (
    <div className="panel">
      <PanelTitle
        title={
          over
            ? t('bakeOffDone', {
                method: name(best.entry.method),
                score: percentText(best.accuracy ?? 0),
              })
            : t('bakeOffTitle')
        }
        sub={paragraph([file && `${file}:`, t('bakeOffSub')])}
      />
      {entries.length === 0 && !plan && <p className="muted">{t('bakeOffEmptyHow')}</p>}
      {entries.length === 0 && plan && <Choose />}
      {entries.length > 0 && (
        <>
          <Progress />
          <ResultTable results={results} best={best} />
          <CostChart results={results} best={best} />
          {!active && (
            <div className="line wrap">
              <Button
                variant="default"
                leftSection={<Download size={16} aria-hidden />}
                onClick={() =>
                  save(new Blob([resultsCsv(results)], { type: 'text/csv' }), 'bake-off.csv')
                }
              >
                {t('bakeOffCsv')}
              </Button>
              <Button variant="default" onClick={() => bakeOff.clear()}>
                {t('bakeOffNew')}
              </Button>
            </div>
          )}
        </>
      )}
    </div>
  );
}

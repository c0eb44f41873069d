import './bakeOff.css';
import { Button } from '@mantine/core';
import { Download } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Standings } from '../../../worker/protocol';
import { ErrorBlock } from '../../components/ErrorBlock';
import { PanelTitle } from '../../components/PanelTitle';
import { save } from '../../download';
import { paragraph } from '../../format';
import { useBakeOff, useQueue, useRun, useStudio } from '../../hooks';
import { bakeOff, queue } from '../../stores';
import { Choose } from './Choose';
import { CostChart } from './CostChart';
import { Progress } from './Progress';
import { ResultTable } from './ResultTable';
import { type Result, resultsOf } from './results';
import { StandingTable } from './StandingTable';
import { spreadText } from './spreadText';
import { useMethodName } from './useMethodName';
import { useStandings } from './useStandings';

/** Several methods, seeds and folds on the same rows, and which method is worth its cost. */
export function BakeOffPanel() {
  const { t } = useTranslation();
  const { entries, active } = useQueue();
  const { error } = useBakeOff();
  const plan = useStudio((state) => state.plan);
  const runs = useRun((state) => state.runs);
  const results = useMemo(() => resultsOf(entries, runs), [entries, runs]);
  const standings = useStandings(results);
  const finding = useFinding(standings);
  const file = entries[0]?.job.data.train;
  const over = !active && entries.every(({ state }) => state !== 'waiting');
  return (
    <div className="panel">
      <PanelTitle
        title={over && finding ? finding : t('bakeOffTitle')}
        sub={paragraph([file && `${file}:`, t('bakeOffSub')])}
      />
      {error && <ErrorBlock error={error} />}
      {entries.length === 0 && !plan && <p className="muted">{t('bakeOffEmptyHow')}</p>}
      {entries.length === 0 && plan && <Choose />}
      {entries.length > 0 && <Progress />}
      {standings && (
        <Outcome
          results={results}
          // None is best before all have had their turn.
          standings={over ? standings : { ...standings, best: null }}
        />
      )}
      {entries.length > 0 && !active && (
        <div className="line wrap">
          <Button
            variant="default"
            leftSection={<Download size={16} aria-hidden />}
            onClick={() => void download(results)}
          >
            {t('bakeOffCsv')}
          </Button>
          <Button variant="default" onClick={() => queue.clear()}>
            {t('bakeOffNew')}
          </Button>
        </div>
      )}
    </div>
  );
}

function Outcome(props: { readonly results: readonly Result[]; readonly standings: Standings }) {
  const { results, standings } = props;
  const repeated = standings.methods.some(({ runs }) => runs > 1);
  return (
    <>
      {repeated && <StandingTable standings={standings} />}
      <ResultTable results={results} standings={standings} />
      <CostChart standings={standings} />
    </>
  );
}

async function download(results: readonly Result[]): Promise<void> {
  save(new Blob([await bakeOff.csv(results)], { type: 'text/csv' }), 'bake-off.csv');
}

/** What is true of the methods, in one sentence; null before one has a score. */
function useFinding(standings: Standings | null): string | null {
  const { t } = useTranslation();
  const name = useMethodName();
  const best = standings?.methods.find(({ method }) => method === standings.best);
  const spread = best?.metrics[standings?.metric ?? ''];
  if (!standings || !best || !spread) return null;
  const { metric, methods } = standings;
  const said = {
    method: name(best.method),
    metric: t(metric),
    score: spreadText(metric, spread),
    count: spread.count,
  };
  const key = methods.length > 1 ? 'bakeOffDone' : 'bakeOffAlone';
  return t(spread.count > 1 ? `${key}Several` : key, said);
}

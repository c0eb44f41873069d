import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Route, Router, Switch } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';
import { Header } from './components/Header';
import { Rail } from './components/Rail';
import { Recipe } from './components/Recipe';
import { useRun } from './hooks';
import { DataPanel } from './panels/DataPanel';
import { EvaluatePanel } from './panels/EvaluatePanel';
import { ExportPanel } from './panels/ExportPanel';
import { MethodPanel } from './panels/MethodPanel';
import { ModelPanel } from './panels/ModelPanel';
import { TrainPanel } from './panels/TrainPanel';
import { TryPanel } from './panels/TryPanel';
import { run, studio } from './stores';

/** The frame: header, rail, the panel of the step, recipe. */
export function App() {
  useEffect(() => {
    void studio.begin();
    void run.listRuns();
  }, []);
  useDrop();
  return (
    <Router hook={useHashLocation}>
      <div className="frame">
        <Header />
        <Rail />
        <main className="sheet">
          <Switch>
            <Route path="/model" component={ModelPanel} />
            <Route path="/method" component={MethodPanel} />
            <Route path="/train" component={TrainPanel} />
            <Route path="/evaluate" component={EvaluatePanel} />
            <Route path="/try" component={TryPanel} />
            <Route path="/export" component={ExportPanel} />
            <Route component={DataPanel} />
          </Switch>
        </main>
        <Recipe />
        <Announcer />
      </div>
    </Router>
  );
}

/** A file dropped anywhere replaces the data. */
function useDrop(): void {
  useEffect(() => {
    const over = (event: DragEvent): void => event.preventDefault();
    const drop = (event: DragEvent): void => {
      event.preventDefault();
      const file = event.dataTransfer?.files[0];
      if (file) void studio.openData({ kind: 'file', file });
    };
    window.addEventListener('dragover', over);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', over);
      window.removeEventListener('drop', drop);
    };
  }, []);
}

/** Tells screen readers of start, evaluation and end; not of every step. */
function Announcer() {
  const { t } = useTranslation();
  const phase = useRun((state) => state.phase);
  const validation = useRun(
    (state) => state.points.findLast((point) => point.validation !== undefined)?.validation,
  );
  const ended = phase === 'done' || phase === 'failed';
  const said = ended
    ? t('announceEnd')
    : phase === 'running' && validation === undefined
      ? t('announceStart')
      : '';
  const scored =
    !ended && validation !== undefined
      ? t('announceEvaluation', { loss: validation.toFixed(3) })
      : '';
  return (
    <div aria-live="polite" className="visually-hidden">
      {said || scored}
    </div>
  );
}

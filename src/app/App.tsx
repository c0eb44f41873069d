import { useDeferredValue, useEffect } from 'react';
import { Route, Router, Switch, useLocation } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';
import { Announcer } from './components/Announcer';
import { Dock } from './components/Dock';
import { DropArea } from './components/DropArea';
import { Header } from './components/Header';
import { Notice } from './components/Notice';
import { Rail } from './components/Rail';
import { BakeOffPanel } from './panels/bakeOff/BakeOffPanel';
import { DataPanel } from './panels/data/DataPanel';
import { ExportPanel } from './panels/ExportPanel';
import { EvaluatePanel } from './panels/evaluate/EvaluatePanel';
import { ModelPanel } from './panels/ModelPanel';
import { MethodPanel } from './panels/method/MethodPanel';
import { TrainPanel } from './panels/train/TrainPanel';
import { TryPanel } from './panels/try/TryPanel';
import { queue, run, studio } from './stores';

/** The frame: header, rail, the panel of the step, recipe. */
export function App() {
  useEffect(() => {
    void studio.begin();
    void run.listRuns();
    void queue.recall();
  }, []);
  return (
    <Router hook={useHashLocation}>
      <div className="frame">
        <Header />
        <Notice />
        <Rail />
        <Sheet />
        <Dock />
        <Announcer />
      </div>
      <DropArea />
    </Router>
  );
}

/** The panel of the step at hand; it is drawn in slices, so that changing it never blocks the page. */
function Sheet() {
  const [location] = useLocation();
  return (
    <main className="sheet">
      <Switch location={useDeferredValue(location)}>
        <Route path="/model" component={ModelPanel} />
        <Route path="/method" component={MethodPanel} />
        <Route path="/bake-off" component={BakeOffPanel} />
        <Route path="/train" component={TrainPanel} />
        <Route path="/evaluate" component={EvaluatePanel} />
        <Route path="/try" component={TryPanel} />
        <Route path="/export" component={ExportPanel} />
        <Route component={DataPanel} />
      </Switch>
    </main>
  );
}

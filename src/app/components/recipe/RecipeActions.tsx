import { Button } from '@mantine/core';
import { Check, Pause, Play, TriangleAlert } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { Sparkline } from '../../charts/Sparkline';
import { thinned } from '../../charts/thin';
import { lossText, timeText } from '../../format';
import { useRun, useStudio } from '../../hooks';
import { actionOf, COMMAND } from '../../keys';
import { run, studio } from '../../stores';
import { wasCancelled } from '../../stores/errors';
import { isTraining } from '../../stores/runState';
import { ProgressLine } from '../ProgressLine';

/** The one filled button: Start, Pause, Go on; and what goes with it. */
export function RecipeActions() {
  const { t } = useTranslation();
  const [, go] = useLocation();
  const plan = useStudio((state) => state.plan);
  const phase = useRun((state) => state.phase);
  const busy = useRun(isTraining);
  const start = (): void => {
    const job = studio.job();
    if (!job || busy || !plan) return;
    void run.start(job, studio.files());
    go('/train');
  };
  useKeys(start);
  return (
    <div className="actions">
      <ProgressLine task="prepare" />
      <ProgressLine task="start" />
      <ProgressLine task="features" />
      {!busy && <PlanAgain />}
      {busy ? <Running /> : <Ended />}
      {!busy && (
        <Button
          disabled={!plan}
          onClick={start}
          leftSection={<Play size={16} aria-hidden />}
          rightSection={<kbd aria-hidden>{COMMAND} ↵</kbd>}
          justify="flex-start"
        >
          {phase === 'done' ? t('again') : t('start')}
        </Button>
      )}
      {!busy && <Interrupted />}
    </div>
  );
}

/** The way back for whoever has ended the reading of the rows. */
function PlanAgain() {
  const { t } = useTranslation();
  const stopped = useStudio(({ planError }) => planError !== null && wasCancelled(planError));
  if (!stopped) return null;
  return (
    <Button variant="default" onClick={() => void studio.planAgain()}>
      {t('planAgain')}
    </Button>
  );
}

/** Ctrl+Enter starts, Space pauses and goes on. */
function useKeys(start: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const action = actionOf(event);
      if (action === 'start') start();
      if (action !== 'pause') return;
      const { phase } = run.store.getState();
      if (phase !== 'running' && phase !== 'paused') return;
      // Space would scroll the panel as well.
      event.preventDefault();
      void (phase === 'running' ? run.pause() : run.proceed());
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });
}

function Running() {
  const { t } = useTranslation();
  const { phase, step, steps, secondsLeft } = useRun((state) => state);
  const paused = phase === 'paused';
  const Icon = paused ? Play : Pause;
  return (
    <>
      <Curve />
      <div
        className="track-line"
        role="progressbar"
        aria-label={t('progress')}
        aria-valuenow={step}
        aria-valuemin={0}
        aria-valuemax={steps}
      >
        <i style={{ width: `${steps > 0 ? (100 * step) / steps : 0}%` }} />
      </div>
      <p className="line small">
        {steps > 0 ? (
          <span>
            <b>{step}</b> <span className="muted">/ {steps}</span>
          </span>
        ) : (
          t('preparing')
        )}
        <span className="spread" />
        {secondsLeft !== null && t('leftTime', { time: timeText(secondsLeft) })}
      </p>
      <Button
        onClick={() => void (paused ? run.proceed() : run.pause())}
        leftSection={<Icon size={16} aria-hidden />}
        rightSection={<kbd aria-hidden>{t('keySpace')}</kbd>}
        justify="flex-start"
      >
        {paused ? t('goOn') : t('pause')}
      </Button>
      <Button variant="subtle" className="quiet" onClick={() => void run.stop()}>
        {t('stop', { step })}
      </Button>
    </>
  );
}

/** The loss so far, as wide as the plan. */
function Curve() {
  const series = useRun((state) => state.series);
  const steps = useRun((state) => state.steps);
  if (series.length < 2) return null;
  const losses = series.map(({ loss }) => loss);
  const values = thinned(losses, 120).map((i) => losses[i] ?? 0);
  const room = Math.round((values.length * steps) / series.length);
  return <Sparkline values={values} width={266} height={36} color="var(--train)" room={room} />;
}

/** What came of the run at hand. */
function Ended() {
  const { t } = useTranslation();
  const { phase, summary, best, step } = useRun((state) => state);
  if (phase === 'failed')
    return (
      <p className="line small problem-text">
        <TriangleAlert size={16} aria-hidden />
        {t('trainFailed', { step })}
      </p>
    );
  if (phase !== 'done' || !summary) return null;
  const time = timeText(summary.seconds);
  return (
    <p className="line small">
      <Check size={16} aria-hidden className="tick" />
      {best
        ? t('doneBest', { time, loss: lossText(best.loss), step: best.step })
        : t('doneIn', { time })}
    </p>
  );
}

/** A run that was cut off goes on at one click: the one at hand, else the newest. */
function Interrupted() {
  const { t } = useTranslation();
  const [, go] = useLocation();
  const found = useRun(({ runs, runId }) => {
    const open = runs.filter(({ resumable }) => resumable);
    return open.find((record) => record.runId === runId) ?? open[0];
  });
  if (!found) return null;
  return (
    <>
      <p className="muted small">{t('interrupted', { step: found.step, steps: found.steps })}</p>
      <Button
        variant="default"
        onClick={() => {
          void run.resume(found.runId);
          go('/train');
        }}
      >
        {t('continueRun', { step: found.step })}
      </Button>
    </>
  );
}

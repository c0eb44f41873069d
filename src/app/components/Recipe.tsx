import { Button } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { bytesText, countText, percentText, timeText } from '../format';
import { useRun, useStudio } from '../hooks';
import { run, studio } from '../stores';
import { rateOf } from '../stores/studioState';

/** What Start will do and cost, and the one filled button of the screen. */
export function Recipe() {
  const { t } = useTranslation();
  return (
    <aside className="recipe" aria-label={t('recipe')}>
      <h2>{t('recipe')}</h2>
      <dl>
        <Rows />
      </dl>
      <Actions />
    </aside>
  );
}

function Row({
  to,
  name,
  bold,
  sub,
}: {
  readonly to: string;
  readonly name: string;
  readonly bold: string;
  readonly sub: string;
}) {
  return (
    <div className="row">
      <dt>{name}</dt>
      <dd>
        <Link href={to}>
          <b>{bold}</b>
          <span>{sub}</span>
        </Link>
      </dd>
    </div>
  );
}

function Rows() {
  const { t } = useTranslation();
  const state = useStudio((all) => all);
  const { dataset, profile, model, plan, catalog, method, roles, training, estimate } = state;
  const unknown = state.measuring ? t('estimating') : '–';
  const label = catalog?.methods.find(({ id }) => id === method)?.label ?? method;
  return (
    <>
      <Row
        to="/data"
        name={t('rowData')}
        bold={dataset?.name ?? '–'}
        sub={profile ? t('split', { train: profile.train, validation: profile.validation }) : ''}
      />
      <Row
        to="/model"
        name={t('rowModel')}
        bold={model?.label ?? '–'}
        sub={model ? countText(model.parameters) : ''}
      />
      <Row
        to="/data"
        name={t('rowTask')}
        bold={profile ? t('sortInto', { count: profile.labels.length }) : '–'}
        sub={roles.label ? t('fromTo', { label: roles.label, text: roles.text }) : ''}
      />
      <Row
        to="/method"
        name={t('rowMethod')}
        bold={label}
        sub={
          plan
            ? t('trainsShare', {
                percent: percentText(plan.trainable / plan.parameters),
                count: countText(plan.trainable),
              })
            : ''
        }
      />
      <Row
        to="/method"
        name={t('rowRun')}
        bold={t('runLine', { epochs: training.epochs, batch: training.batchSize })}
        sub={
          plan
            ? t('runOptimizer', {
                optimizer: training.optimizer,
                rate: rateOf(state),
                steps: plan.steps,
              })
            : ''
        }
      />
      {plan && (
        <Row
          to="/method"
          name={t('rowNeeds')}
          bold={t('memory', { size: bytesText(plan.bytes.total) })}
          sub={t('memoryParts', {
            weights: bytesText(plan.bytes.weights),
            activations: bytesText(plan.bytes.activations),
            optimizer: bytesText(plan.bytes.optimizer),
          })}
        />
      )}
      {plan && (
        <Row
          to="/train"
          name={t('rowTakes')}
          bold={estimate ? t('about', { time: timeText(estimate.totalSeconds) }) : unknown}
          sub={estimate ? t('measured', { count: estimate.measuredSteps }) : ''}
        />
      )}
    </>
  );
}

function Actions() {
  const { t } = useTranslation();
  const [, go] = useLocation();
  const plan = useStudio((state) => state.plan);
  const { phase, step, steps, secondsLeft } = useRun((state) => state);
  const interrupted = useRun((state) => state.runs.find(({ resumable }) => resumable));
  const busy = phase === 'starting' || phase === 'running' || phase === 'paused';
  const start = (): void => {
    const job = studio.job();
    if (!job || busy) return;
    void run.start(job, studio.files());
    go('/train');
  };
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const typing =
        event.target instanceof HTMLTextAreaElement || event.target instanceof HTMLInputElement;
      if ((event.ctrlKey || event.metaKey) && event.key === 'Enter' && !typing) start();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });
  return (
    <div className="actions">
      {busy && (
        <>
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
          <p className="muted">
            {steps > 0 ? `${step} / ${steps}` : t('preparing')}{' '}
            {secondsLeft !== null && timeText(secondsLeft)}
          </p>
          {phase === 'paused' ? (
            <Button onClick={() => void run.proceed()}>{t('goOn')}</Button>
          ) : (
            <Button onClick={() => void run.pause()}>{t('pause')}</Button>
          )}
          <Button variant="default" onClick={() => void run.stop()}>
            {t('stop', { step })}
          </Button>
        </>
      )}
      {!busy && (
        <Button disabled={!plan} onClick={start}>
          {phase === 'done' ? t('again') : t('start')}
        </Button>
      )}
      {!busy && interrupted && (
        <>
          <p className="muted">
            {t('interrupted', { step: interrupted.step, steps: interrupted.steps })}
          </p>
          <Button
            variant="default"
            onClick={() => {
              void run.resume(interrupted.runId);
              go('/train');
            }}
          >
            {t('continueRun', { step: interrupted.step })}
          </Button>
        </>
      )}
    </div>
  );
}

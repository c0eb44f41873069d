import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LossChart } from '../charts/LossChart';
import { ErrorBlock } from '../components/ErrorBlock';
import { PanelTitle } from '../components/PanelTitle';
import { percentText, timeText } from '../format';
import { useRun, useStudio } from '../hooks';

/** The curves of the run, its numbers, and a few rows as it learns them. */
export function TrainPanel() {
  const { t } = useTranslation();
  const phase = useRun((state) => state.phase);
  const best = useRun((state) => state.best);
  const error = useRun((state) => state.error);
  const step = useRun((state) => state.step);
  const loss = useRun((state) => state.loss);
  const backend = useRun((state) => state.backend);
  const model = useStudio((state) => state.model?.label ?? '');
  const method = useStudio(
    (state) => state.catalog?.methods.find(({ id }) => id === state.method)?.label ?? '',
  );
  const title = titleOf();
  function titleOf(): string {
    if (phase === 'failed') return t('trainFailed', { step });
    if (phase === 'done') return t('trainDone', { loss: best?.loss.toFixed(3) ?? '–' });
    if (best) return t('trainValidation', { loss: best.loss.toFixed(3), step: best.step });
    if (loss !== null) return t('trainRunning', { loss: loss.toFixed(3), step });
    return phase === 'empty' ? t('trainEmpty') : t('preparing');
  }
  return (
    <div className="panel">
      <PanelTitle
        title={title}
        sub={phase === 'empty' ? t('trainEmptySub') : t('trainSub', { method, model, backend })}
      />
      {error && <ErrorBlock error={error} />}
      <Numbers />
      <Curves />
      <Watch />
    </div>
  );
}

function Numbers() {
  const { t } = useTranslation();
  const { step, steps, epoch, loss, best, tokensPerSecond, secondsLeft } = useRun((state) => state);
  const epochs = useStudio((state) => state.training.epochs);
  return (
    <div className="numbers">
      <Cell label={t('step')} value={String(step)} of={String(steps)} />
      <Cell label={t('epoch')} value={epoch.toFixed(1)} of={String(epochs)} />
      <Cell label={t('loss')} value={loss === null ? '–' : loss.toFixed(3)} named />
      <Cell label={t('bestValidation')} value={best ? best.loss.toFixed(3) : '–'} />
      <Cell
        label={t('tokensPerSecond')}
        value={tokensPerSecond === null ? '–' : Math.round(tokensPerSecond).toLocaleString('en-US')}
      />
      <Cell label={t('timeLeft')} value={secondsLeft === null ? '–' : timeText(secondsLeft)} />
    </div>
  );
}

function Cell({
  label,
  value,
  of,
  named = false,
}: {
  readonly label: string;
  readonly value: string;
  readonly of?: string;
  readonly named?: boolean;
}) {
  return (
    <div>
      <div className="label">{label}</div>
      <div
        className="value"
        {...(named ? { role: 'status', 'aria-live': 'off', 'aria-label': label } : {})}
      >
        {value} {of && <small>/ {of}</small>}
      </div>
    </div>
  );
}

function Curves() {
  const { t } = useTranslation();
  const points = useRun((state) => state.points);
  const steps = useRun((state) => state.steps);
  const classes = useStudio((state) => state.profile?.labels.length ?? 0);
  const [scale, setScale] = useState<'linear' | 'log'>('linear');
  return (
    <section>
      <div style={{ display: 'flex', justifyContent: 'flex-end', marginBottom: 8 }}>
        <SegmentedControl
          value={scale}
          onChange={(value) => setScale(value as 'linear' | 'log')}
          data={[
            { value: 'linear', label: t('linear') },
            { value: 'log', label: t('log') },
          ]}
        />
      </div>
      <LossChart points={points} steps={steps} classes={classes} scale={scale} />
    </section>
  );
}

function Watch() {
  const { t } = useTranslation();
  const rows = useRun((state) => state.watch);
  if (rows.length === 0) return null;
  return (
    <section>
      <h2>
        {t('watch')} <span className="muted">{t('watchSub', { count: rows.length })}</span>
      </h2>
      <div className="scroll">
        <table>
          <thead>
            <tr>
              <th>{t('message')}</th>
              <th>{t('trueLabel')}</th>
              <th className="number">{t('chance')}</th>
              <th>{t('saysNow')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.row}>
                <td title={row.text}>{row.text}</td>
                <td>{row.label}</td>
                <td className="number">{percentText(row.probability, 0)}</td>
                <td
                  style={{
                    color: row.predicted === row.label ? 'var(--tuned)' : 'var(--problem-ink)',
                  }}
                >
                  {row.predicted === row.label ? '✓' : '✕'} {row.predicted}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

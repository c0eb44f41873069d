import { Button } from '@mantine/core';
import { Play, Square } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { ProgressLine } from '../../components/ProgressLine';
import { timeText } from '../../format';
import { useQueue, useRun } from '../../hooks';
import { queue } from '../../stores';
import { isTraining } from '../../stores/runState';
import { useRunName } from './useRunName';

/** Which run trains and how far it is, with a way to end it or all; or a way to go on. */
export function Progress() {
  const { t } = useTranslation();
  const name = useRunName();
  const { entries, active } = useQueue();
  const busy = useRun(isTraining);
  const step = useRun((state) => state.step);
  const steps = useRun((state) => state.steps);
  const secondsLeft = useRun((state) => state.secondsLeft);
  const waiting = entries.filter(({ state }) => state === 'waiting').length;
  if (!active) {
    if (waiting === 0) return null;
    return (
      <div className="line wrap">
        <Button
          variant="default"
          leftSection={<Play size={16} aria-hidden />}
          disabled={busy}
          onClick={() => void queue.goOn()}
        >
          {t('bakeOffGoOn', { count: waiting })}
        </Button>
        {busy && <span className="muted">{t('bakeOffBusy')}</span>}
      </div>
    );
  }
  const at = entries.findIndex(({ state }) => state === 'running');
  const entry = entries[at];
  const said = t('bakeOffAt', {
    at: at + 1,
    count: entries.length,
    name: entry ? name(entry.job) : '',
  });
  return (
    <section className="stack">
      <p className="line">
        <b>{said}</b>
        <span className="spread" />
        {steps > 0 && (
          <span className="muted">
            {step} / {steps}
          </span>
        )}
        {secondsLeft !== null && <span>{t('leftTime', { time: timeText(secondsLeft) })}</span>}
      </p>
      <div
        className="track-line"
        role="progressbar"
        aria-label={said}
        aria-valuenow={step}
        aria-valuemin={0}
        aria-valuemax={Math.max(1, steps)}
      >
        <i style={{ width: `${steps > 0 ? (100 * step) / steps : 0}%` }} />
      </div>
      <ProgressLine task="prepare" />
      <ProgressLine task="start" />
      <div className="line wrap">
        <Button
          variant="default"
          leftSection={<Square size={14} aria-hidden />}
          onClick={() => void queue.stopOne()}
        >
          {t('bakeOffStopOne')}
        </Button>
        <Button variant="default" onClick={() => void queue.stopAll()}>
          {t('bakeOffStopAll')}
        </Button>
      </div>
    </section>
  );
}

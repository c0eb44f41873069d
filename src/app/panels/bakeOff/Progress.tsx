import { Button } from '@mantine/core';
import { Play, Square } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { ProgressLine } from '../../components/ProgressLine';
import { timeText } from '../../format';
import { useBakeOff, useRun } from '../../hooks';
import { bakeOff } from '../../stores';
import { isTraining } from '../../stores/runState';
import { useMethodName } from './useMethodName';

/** Which method trains and how far it is, with a way to end it or all; or a way to go on. */
export function Progress() {
  const { t } = useTranslation();
  const name = useMethodName();
  const { entries, active } = useBakeOff();
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
          onClick={() => void bakeOff.goOn()}
        >
          {t('bakeOffGoOn', { count: waiting })}
        </Button>
        {busy && <span className="muted">{t('bakeOffBusy')}</span>}
      </div>
    );
  }
  const at = entries.findIndex(({ state }) => state === 'running');
  const said = t('bakeOffAt', {
    at: at + 1,
    count: entries.length,
    method: name(entries[at]?.method ?? ''),
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
          onClick={() => void bakeOff.stopOne()}
        >
          {t('bakeOffStopOne')}
        </Button>
        <Button variant="default" onClick={() => void bakeOff.stopAll()}>
          {t('bakeOffStopAll')}
        </Button>
      </div>
    </section>
  );
}

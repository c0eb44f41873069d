import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { bytesText, timeText } from '../format';
import { useStudio } from '../hooks';
import { studio } from '../stores';

/** Progress of a named task, its rate, the time left, and a way to stop it; nothing without one. */
export function ProgressLine({ task }: { readonly task: string }) {
  const { t } = useTranslation();
  const progress = useStudio((state) => state.progress[task]);
  if (!progress) return null;
  const { activity, done, total, unit, name, rate, secondsLeft } = progress;
  const amount = (value: number): string =>
    unit === 'bytes' ? bytesText(value) : t(`amount_${unit}`, { count: Math.round(value) });
  const share = total ? Math.min(1, done / total) : 0;
  const label = t(`activity_${activity}`, { name });
  const facts = [
    total === null ? amount(done) : t('loadingBytes', { done: amount(done), total: amount(total) }),
    rate !== null && t('perSecond', { amount: amount(rate) }),
    secondsLeft !== null && t('leftTime', { time: timeText(secondsLeft) }),
  ];
  return (
    <div className="section" style={{ gap: 6 }}>
      <div className="line small">
        <span className="ellipsis">{label}</span>
        <span className="spread" />
        <Button variant="default" size="compact-xs" onClick={() => studio.cancel(task)}>
          {t('cancel')}
        </Button>
      </div>
      <div
        className="track-line"
        role="progressbar"
        aria-label={label}
        aria-valuenow={Math.round(100 * share)}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        <i style={{ width: `${100 * share}%` }} />
      </div>
      <p className="muted small">{facts.filter(Boolean).join(' · ')}</p>
    </div>
  );
}

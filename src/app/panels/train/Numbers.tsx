import { useTranslation } from 'react-i18next';
import { bytesText, lossText, timeText } from '../../format';
import { useRun, useStudio } from '../../hooks';

/** Six numbers, in the same place before, during and after a run. */
export function Numbers() {
  const empty = useRun((state) => state.phase === 'empty');
  return <div className="numbers">{empty ? <Planned /> : <Measured />}</div>;
}

/** What Start will do, from the plan. */
function Planned() {
  const { t } = useTranslation();
  const plan = useStudio((state) => state.plan);
  const profile = useStudio((state) => state.profile);
  const estimate = useStudio((state) => state.estimate);
  const measuring = useStudio((state) => state.measuring);
  const whole = (value: number | null | undefined): string => value?.toLocaleString('en-US') ?? '–';
  return (
    <>
      <Cell label={t('steps_word')} value={whole(plan?.steps)} />
      <Cell label={t('epochs_word')} value={whole(plan?.job.training.epochs)} />
      <Cell label={t('checkedOn')} value={whole(profile?.validation)} of={t('rows')} />
      <Cell label={t('tokensPerStep')} value={whole(plan && Math.round(plan.tokensPerStep))} />
      <Cell label={t('memoryWord')} value={plan ? bytesText(plan.bytes.total) : '–'} />
      <Cell
        label={t('takesAbout')}
        value={estimate ? timeText(estimate.totalSeconds) : measuring ? '…' : '–'}
      />
    </>
  );
}

function Measured() {
  const { t } = useTranslation();
  const {
    step,
    steps,
    epoch,
    loss,
    best,
    tokensPerSecond,
    secondsLeft,
    summary,
    error,
    series,
    job,
  } = useRun((state) => state);
  const broken = error?.code === 'training/not-finite';
  const took = summary?.seconds ?? (series.at(-1)?.time ?? 0) / 1000;
  const speed = summary?.tokensPerSecond ?? tokensPerSecond;
  const epochs = job?.training.epochs;
  return (
    <>
      <Cell label={t('step')} value={String(step)} of={`/ ${steps}`} />
      <Cell
        label={t('epoch')}
        value={epoch.toFixed(1)}
        {...(epochs === undefined ? {} : { of: `/ ${epochs}` })}
      />
      <Cell
        label={t('loss')}
        value={broken ? 'NaN' : loss === null ? '–' : lossText(loss)}
        named
        bad={broken}
      />
      <Cell label={t('bestValidation')} value={best ? lossText(best.loss) : '–'} />
      <Cell
        label={t('tokensPerSecond')}
        value={speed === null ? '–' : Math.round(speed).toLocaleString('en-US')}
      />
      {secondsLeft === null ? (
        <Cell label={t('tookWord')} value={timeText(took)} />
      ) : (
        <Cell label={t('timeLeft')} value={timeText(secondsLeft)} />
      )}
    </>
  );
}

interface CellProps {
  readonly label: string;
  readonly value: string;
  readonly of?: string;
  /** Found by its label by screen readers and scripts. */
  readonly named?: boolean;
  readonly bad?: boolean;
}

function Cell({ label, value, of, named = false, bad = false }: CellProps) {
  return (
    <div>
      <div className="label">{label}</div>
      <div
        className={bad ? 'value bad' : 'value'}
        {...(named ? { role: 'status', 'aria-live': 'off', 'aria-label': label } : {})}
      >
        {value} {of && <small>{of}</small>}
      </div>
    </div>
  );
}

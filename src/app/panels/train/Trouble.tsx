import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { shortNumber } from '../../charts/axisText';
import { ErrorBlock } from '../../components/ErrorBlock';
import { useRun, useStudio } from '../../hooks';
import { run, studio } from '../../stores';
import { rateOf } from '../../stores/studioState';

/** What ended the run, what of it is kept, and the way on. */
export function Trouble() {
  const error = useRun((state) => state.error);
  if (!error) return null;
  if (error.code === 'worker/crashed') return <Crash />;
  if (error.code === 'training/not-finite') return <NotFinite />;
  return <ErrorBlock error={error} />;
}

/** The engine's worker ended; it has been started again, and the run goes on from what was kept. */
function Crash() {
  const { t } = useTranslation();
  const error = useRun((state) => state.error);
  const record = useRun(({ runs, runId }) => runs.find((one) => one.runId === runId));
  if (!error) return null;
  const kept = record?.resumable
    ? record.step > 0
      ? t('checkpointKept', { step: record.step })
      : t('beginningKept')
    : t('nothingKept');
  return (
    <ErrorBlock error={error} kept={kept}>
      {record?.resumable && (
        <Button variant="default" size="compact-md" onClick={() => void run.resume(record.runId)}>
          {t('restartContinue')}
        </Button>
      )}
    </ErrorBlock>
  );
}

/** The loss was no number: most often the learning rate is too high. */
function NotFinite() {
  const { t } = useTranslation();
  const error = useRun((state) => state.error);
  const failed = useRun((state) => state.job?.training.optimizer.learningRate);
  const ready = useStudio((state) => Boolean(state.plan));
  const chosen = useStudio(rateOf);
  if (!error) return null;
  const lower = (Number(failed) || chosen) / 10;
  const again = (): void => {
    studio.setLearningRate(lower);
    const job = studio.job();
    if (job) void run.start(job, studio.files());
  };
  return (
    <ErrorBlock error={error}>
      {ready && (
        <Button variant="default" size="compact-md" onClick={again}>
          {t('trainAgainAt', { rate: shortNumber(lower) })}
        </Button>
      )}
    </ErrorBlock>
  );
}

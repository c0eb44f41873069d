import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ErrorRecord, RunRecord } from '../../../worker/protocol';
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
  if (error.code.startsWith('executor/')) return <Elsewhere error={error} />;
  return <ErrorBlock error={error} />;
}

/** What is kept of the run at hand, and its record. */
function useKeptRun(): { readonly kept: string; readonly record: RunRecord | undefined } {
  const { t } = useTranslation();
  const record = useRun(({ runs, runId }) => runs.find((one) => one.runId === runId));
  if (!record?.resumable) return { kept: t('nothingKept'), record };
  const { step } = record;
  return { kept: step > 0 ? t('checkpointKept', { step }) : t('beginningKept'), record };
}

/** Where it computed gave up: no memory, or a lost device. The run goes on from what is kept. */
function Elsewhere({ error }: { readonly error: ErrorRecord }) {
  const { t } = useTranslation();
  const { kept, record } = useKeptRun();
  const backend = useRun((state) => state.backend);
  if (!record?.resumable) return <ErrorBlock error={error} />;
  const { runId } = record;
  return (
    <ErrorBlock error={error} kept={kept}>
      {backend !== 'wasm' && (
        <Button variant="default" size="compact-md" onClick={() => void run.resume(runId, 'wasm')}>
          {t('continueOnCpu')}
        </Button>
      )}
      <Button variant="default" size="compact-md" onClick={() => void run.resume(runId)}>
        {t('continueHere')}
      </Button>
    </ErrorBlock>
  );
}

/** The engine's worker ended; it has been started again, and the run goes on from what was kept. */
function Crash() {
  const { t } = useTranslation();
  const error = useRun((state) => state.error);
  const { kept, record } = useKeptRun();
  if (!error) return null;
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

import type { TFunction } from 'i18next';
import { lossText, paragraph, timeText } from '../../format';
import type { RunState } from '../../stores/runState';

/** What is true of the run now, in one sentence. */
export function titleOf(t: TFunction, state: RunState): string {
  const { phase, step, steps, loss, best, validations } = state;
  if (phase === 'empty') return t('trainEmpty');
  if (phase === 'failed') return failedTitle(t, state);
  if (phase === 'done') return doneTitle(t, state);
  if (phase === 'interrupted') return t('trainCut', { step, steps });
  if (phase === 'paused') return t('trainPaused', { step, steps });
  if (best) {
    const values = { loss: lossText(best.loss), step: best.step };
    const since = validations.filter((point) => point.step > best.step).length;
    return t(since > 0 ? 'trainFlat' : 'trainValidation', values);
  }
  return loss === null ? t('preparing') : t('trainRunning', { loss: lossText(loss), step });
}

function failedTitle(t: TFunction, { error, step }: RunState): string {
  if (error?.code === 'worker/crashed') return t('trainCrashed', { step });
  if (error?.code === 'training/not-finite') return t('trainNotFinite', { step: step + 1 });
  return t('trainFailed', { step });
}

function doneTitle(t: TFunction, { summary, best, step, steps, loss }: RunState): string {
  const kept = summary?.validationLoss ?? best?.loss ?? null;
  const stopped = step < steps;
  if (kept === null) return t('trainDoneTrain', { loss: lossText(loss ?? 0), step });
  return t(stopped ? 'trainStopped' : 'trainDone', { loss: lossText(kept), step, steps });
}

/** On what the title rests: the method on the model, and what came of it. */
export function subOf(
  t: TFunction,
  { phase, backend, threads, summary, best, step }: RunState,
  { method, model }: { readonly method: string; readonly model: string },
): string {
  if (phase === 'empty') return t('trainEmptySub');
  const count = threads > 1 ? t('threads', { count: threads }) : t('oneThread');
  const place = backend ? [backend, count].join(t('comma_list')) : count;
  const what = t('trainSub', { method, model, backend: place });
  if (!summary || phase !== 'done') return what;
  const took = t('trainTook', {
    time: timeText(summary.seconds),
    speed: Math.round(summary.tokensPerSecond).toLocaleString('en-US'),
  });
  const kept = summary.validationLoss;
  const lower = best && kept !== null && best.loss < 0.995 * kept && best.step !== step;
  const note = lower ? t('trainLower', { loss: lossText(best.loss), step: best.step }) : '';
  return paragraph([what, took, note]);
}

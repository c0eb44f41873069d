import { useTranslation } from 'react-i18next';
import type { Job } from '../../../worker/protocol';
import { useQueue } from '../../hooks';
import { foldOf } from './results';
import { useMethodName } from './useMethodName';

/** What tells a run of the queue from the others, in the language at hand. */
export function useRunName(): (job: Job) => string {
  const { t } = useTranslation();
  const method = useMethodName();
  const { entries } = useQueue();
  const seeds = new Set(entries.map(({ job }) => job.training.seed));
  return (job) => {
    const fold = foldOf(job);
    return [
      method(job.method.id),
      seeds.size > 1 && t('bakeOffSeed', { seed: job.training.seed }),
      fold && t('bakeOffFold', { fold: fold.fold, folds: fold.folds }),
    ]
      .filter(Boolean)
      .join(' · ');
  };
}

import type { Config } from '../core/fields';
import type { Job } from '../job';

/** In what the runs of a series differ; everything else is the job's. */
export interface SeriesWanted {
  /** Methods, with settings where they are not the defaults; none: the job's own. */
  readonly methods: readonly { readonly id: string; readonly config?: Config }[];
  /** None: the job's own. A seed draws the split, the order, the dropout and what is new in the model. */
  readonly seeds: readonly number[];
  /** Folds of a cross-validation in place of the job's validation rows; null: those. */
  readonly folds: number | null;
}

/** One run of a series. */
export interface SeriesRun {
  /** "lora-seed42-fold1of5": the same whatever else the series holds, and good for a folder. */
  readonly name: string;
  readonly job: Job;
}

/** The rates that a method learns well at. */
type Rates = Readonly<
  Record<string, { readonly learningRate: number; readonly headRate?: number }>
>;

/** Every method by every seed by every fold, in this order. */
export function seriesOf(job: Job, wanted: SeriesWanted, rates: Rates): SeriesRun[] {
  const { methods, seeds, folds } = wanted;
  const own = [{ id: job.method.id }];
  return (methods.length > 0 ? methods : own).flatMap((method) => {
    const tuned = withMethod(job, method, rates);
    return (seeds.length > 0 ? seeds : [job.training.seed]).flatMap((seed) => {
      const seeded = { ...tuned, training: { ...tuned.training, seed } };
      const name = `${method.id}-seed${seed}`;
      if (folds === null) return [{ name, job: seeded }];
      return Array.from({ length: folds }, (_, i) => ({
        name: `${name}-fold${i + 1}of${folds}`,
        job: withFold(seeded, i + 1, folds),
      }));
    });
  });
}

/** The job by another method begins anew, an adapter of its own included, at that method's rates. */
function withMethod(job: Job, { id, config }: SeriesWanted['methods'][number], rates: Rates): Job {
  const method = { id, ...config } as Job['method'];
  if (id === job.method.id) return config ? { ...job, method } : job;
  const { adapter: _, ...anew } = job;
  const { optimizer, ...training } = job.training;
  const { learningRate = optimizer.learningRate, headRate = 1 } = rates[id] ?? {};
  return {
    ...anew,
    method,
    training: { ...training, headRate, optimizer: { ...optimizer, learningRate } },
  } as Job;
}

function withFold(job: Job, fold: number, folds: number): Job {
  const { validation } = job.data;
  const split = typeof validation === 'object' ? validation : null;
  const stratify = split?.stratify ?? true;
  return { ...job, data: { ...job.data, validation: { fold, folds, stratify } } };
}

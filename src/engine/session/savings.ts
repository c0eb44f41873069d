import type { Job } from '../job';
import type { RunPlan } from './plan';

/** One change of a job that makes its run smaller. */
export interface Saving {
  readonly knob: 'gradientCheckpointing' | 'batchSize' | 'maxTokens' | 'precision' | 'method';
  /** What the knob is set to. */
  readonly to: string | number | boolean;
  /** Bytes less than now. */
  readonly saves: number;
  /** Whether the run fits then. */
  readonly fits: boolean;
  /** The job with that one change. */
  readonly job: Job;
}

type Change = Pick<Saving, 'knob' | 'to' | 'job'>;

/** What saves less than this share of the run is not worth a word. */
const WORTHWHILE = 0.05;
const MOST = 4;

/**
 * Changes that bring a run that does not fit towards what the device allows: those that make it fit
 * first, then by what they save. Nothing where it fits. Each is planned, not guessed.
 */
export async function findSavings(
  plan: RunPlan,
  methods: readonly string[],
  planOf: (job: Job) => Promise<RunPlan>,
): Promise<Saving[]> {
  const { total } = plan.bytes;
  if (total <= plan.memoryLimit) return [];
  const found: Saving[] = [];
  for (const change of changesOf(plan, methods)) {
    const then = await planOf(change.job).catch(() => null);
    if (!then || total - then.bytes.total < WORTHWHILE * total) continue;
    const fits = then.bytes.total <= plan.memoryLimit;
    found.push({ ...change, saves: total - then.bytes.total, fits });
  }
  return onePerKnob(found)
    .sort((a, b) => Number(b.fits) - Number(a.fits) || b.saves - a.saves)
    .slice(0, MOST);
}

/**
 * Of several changes at one knob (methods, above all) the first that fits, which changes least; the
 * one that saves most where none does.
 */
function onePerKnob(found: readonly Saving[]): Saving[] {
  const knobs = [...new Set(found.map(({ knob }) => knob))];
  return knobs.map((knob) => {
    const mine = found.filter((saving) => saving.knob === knob);
    const most = mine.reduce((best, saving) => (saving.saves > best.saves ? saving : best));
    return mine.find(({ fits }) => fits) ?? most;
  });
}

function changesOf({ job, recomputes, frozen }: RunPlan, methods: readonly string[]): Change[] {
  const { batchSize, gradientAccumulation, maxTokens } = job.training;
  const trainingWith = (change: Partial<Job['training']>): Job => ({
    ...job,
    training: { ...job.training, ...change },
  });
  const changes: Change[] = [];
  if (!recomputes) {
    const to = true;
    changes.push({
      knob: 'gradientCheckpointing',
      to,
      job: trainingWith({ gradientCheckpointing: to }),
    });
  }
  if (batchSize > 1) {
    // As many rows a step as before, so that the learning rate still fits.
    const to = Math.ceil(batchSize / 2);
    const smaller = { batchSize: to, gradientAccumulation: 2 * gradientAccumulation };
    changes.push({ knob: 'batchSize', to, job: trainingWith(smaller) });
  }
  const shorter = Math.ceil(maxTokens / 2);
  changes.push({ knob: 'maxTokens', to: shorter, job: trainingWith({ maxTokens: shorter }) });
  if (frozen.parameters > 0 && job.precision === 'f32')
    changes.push({ knob: 'precision', to: 'q8', job: { ...job, precision: 'q8' } });
  for (const id of methods) {
    if (id !== job.method.id) changes.push({ knob: 'method', to: id, job: withMethod(job, id) });
  }
  return changes;
}

/** The job by another method with its defaults. */
function withMethod(job: Job, id: string): Job {
  return { ...job, method: { id } as Job['method'] };
}

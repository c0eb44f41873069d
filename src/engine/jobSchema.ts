import * as z from 'zod/mini';
import { EngineError } from './core/errors';
import type { Config, Field } from './core/fields';
import { completeConfig } from './core/fieldValues';
import type { Job, Precision } from './job';
import { jobFaults } from './jobFaults';
import { TRAINING_FIELDS } from './training/fields';
import { PRECISION_FIELD, PRECISIONS } from './training/precision';

/** What a job may name: ids with their field lists. */
export interface JobVocabulary {
  readonly tasks: Readonly<Record<string, HasFields & HasColumns>>;
  readonly methods: Readonly<Record<string, HasFields>>;
  readonly optimizers: Readonly<Record<string, HasFields>>;
  readonly schedules: Readonly<Record<string, HasFields>>;
}

interface HasFields {
  readonly fields: readonly Field[];
}

interface HasColumns {
  readonly columns: readonly { readonly key: string; readonly several?: boolean }[];
}

const record = z.record(z.string(), z.unknown());
const named = z.intersection(z.object({ id: z.string() }), record);

const JOB = z.strictObject({
  version: z.literal(1),
  model: z.string().check(z.minLength(1)),
  adapter: z.optional(z.string()),
  data: z.strictObject({
    train: z.string().check(z.minLength(1)),
    validation: z.optional(
      z.nullable(
        z.union([
          z.string(),
          z.strictObject({
            fraction: z.number().check(z.gt(0), z.lt(1)),
            stratify: z.optional(z.boolean()),
          }),
          z.strictObject({
            fold: z.int().check(z.gt(0)),
            folds: z.int().check(z.gt(1)),
            stratify: z.optional(z.boolean()),
          }),
        ]),
      ),
    ),
    test: z.optional(z.string()),
    columns: z.optional(z.record(z.string(), z.string())),
  }),
  task: named,
  method: named,
  training: z.optional(record),
  precision: z.optional(z.unknown()),
  backend: z.optional(z.enum(['auto', 'webgpu', 'wasm', 'tfjs'])),
});

const DEFAULT_SPLIT = { fraction: 0.1, stratify: true } as const;

/** Checks a job and writes every default into it. Throws one error that names each fault's path. */
export function parseJob(json: unknown, vocabulary: JobVocabulary): Job {
  const parsed = JOB.safeParse(json);
  if (!parsed.success) throw jobError(jobFaults(parsed.error.issues, json));
  const { data, task, method, training = {}, ...rest } = parsed.data;
  const faults: string[] = [];
  const {
    optimizer = { id: 'adamw' },
    schedule = { id: 'linear' },
    evaluateEvery,
    ...general
  } = training;
  checkRoles(data.columns, vocabulary.tasks, task.id, faults);
  const job: Job = {
    version: 1,
    model: rest.model,
    ...(rest.adapter === undefined ? {} : { adapter: rest.adapter }),
    data: {
      train: data.train,
      validation: completeSplit(data.validation, faults),
      ...(data.test === undefined ? {} : { test: data.test }),
      ...(data.columns === undefined ? {} : { columns: data.columns }),
    },
    task: completeNamed(task, vocabulary.tasks, 'task', faults),
    method: completeNamed(method, vocabulary.methods, 'method', faults),
    training: {
      ...(completeConfig(TRAINING_FIELDS, general, 'training', faults) as unknown as Omit<
        Job['training'],
        'optimizer' | 'schedule' | 'evaluateEvery'
      >),
      optimizer: completeNamed(optimizer, vocabulary.optimizers, 'training.optimizer', faults),
      schedule: completeNamed(schedule, vocabulary.schedules, 'training.schedule', faults),
      evaluateEvery: completeEvaluateEvery(evaluateEvery, faults),
    },
    precision: completePrecision(rest.precision, faults),
    backend: rest.backend ?? 'auto',
  };
  if (faults.length > 0) throw jobError(faults);
  return job;
}

function checkRoles(
  given: Readonly<Record<string, string>> = {},
  tasks: JobVocabulary['tasks'],
  id: string,
  faults: string[],
): void {
  if (!Object.hasOwn(tasks, id)) return;
  const columns = tasks[id]?.columns ?? [];
  const known = columns.map(({ key }) => key);
  const more = columns.filter(({ several }) => several).map(({ key }) => key);
  const isKnown = (role: string): boolean =>
    known.includes(role) || more.includes(/^(.*?)(?:[2-9]|[1-9]\d+)$/.exec(role)?.[1] ?? '');
  for (const role of Object.keys(given).filter((key) => !isKnown(key))) {
    faults.push(`data.columns.${role} is not known, expected some of ${known.join(', ')}`);
  }
}

type Split = Job['data']['validation'];
type GivenSplit = z.infer<typeof JOB>['data']['validation'];

function completeSplit(given: GivenSplit, faults: string[]): Split {
  if (given === undefined) return DEFAULT_SPLIT;
  if (given === null || typeof given === 'string') return given;
  if ('folds' in given && given.fold > given.folds)
    faults.push(
      `data.validation.fold is ${given.fold}, expected one of the ${given.folds} folds, from 1`,
    );
  return { ...given, stratify: given.stratify ?? true };
}

function completeEvaluateEvery(given: unknown, faults: string[]): number | 'epoch' | null {
  if (given === undefined) return 'epoch';
  if (given === null || given === 'epoch') return given;
  if (typeof given === 'number' && Number.isInteger(given) && given > 0) return given;
  faults.push(
    `training.evaluateEvery is ${JSON.stringify(given)}, expected a number of steps, "epoch" or null`,
  );
  return null;
}

function completePrecision(given: unknown, faults: string[]): Precision {
  if (given === undefined) return PRECISION_FIELD.default;
  const known = PRECISIONS.find((precision) => precision === given);
  if (known) return known;
  faults.push(`precision is ${JSON.stringify(given)}, expected one of ${PRECISIONS.join(', ')}`);
  return PRECISION_FIELD.default;
}

function completeNamed(
  given: unknown,
  known: Readonly<Record<string, HasFields>>,
  path: string,
  faults: string[],
): { readonly id: string } & Config {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    faults.push(`${path} is ${JSON.stringify(given)}, expected an object such as {"id": …}`);
    return { id: '' };
  }
  const { id, ...config } = given as Record<string, unknown>;
  const entry = typeof id === 'string' && Object.hasOwn(known, id) ? known[id] : undefined;
  if (!entry) {
    faults.push(
      `${path}.id is ${JSON.stringify(id ?? null)}, expected one of ${Object.keys(known).join(', ')}`,
    );
    return { id: '' };
  }
  return { id: String(id), ...completeConfig(entry.fields, config, path, faults) } as {
    readonly id: string;
  } & Config;
}

function jobError(faults: readonly string[]): EngineError {
  return new EngineError(
    'job/invalid',
    `the job has faults: ${faults.join('; ')}`,
    { faults },
    'Correct these keys of the job file.',
  );
}

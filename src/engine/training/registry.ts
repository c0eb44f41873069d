import type { Optimizer } from './optimizer';
import { adam, adamw, sgd } from './optimizers';
import type { Schedule } from './schedule';
import { constant, cosine, linear } from './schedules';

/** Every optimizer, by its id in the job. */
export const OPTIMIZERS = { adamw, adam, sgd } satisfies Record<string, Optimizer>;

/** Every schedule, by its id in the job. */
export const SCHEDULES = { linear, cosine, constant } satisfies Record<string, Schedule>;

import type { Field } from './core/fields';
import type { Goal, RoleSpec } from './data';
import { GOALS } from './data/goals/registry';
import { READERS } from './data/registry';
import { directionOf } from './evaluation/direction';
import { FAMILIES } from './models/registry';
import { TASKS } from './tasks/registry';
import type { Task } from './tasks/task';
import { TRAINING_FIELDS } from './training/fields';
import { PRECISION_FIELD } from './training/precision';
import { OPTIMIZERS, SCHEDULES } from './training/registry';
import { METHODS } from './tuning/registry';

/** One thing a job may name. */
export interface CatalogEntry {
  readonly id: string;
  readonly label: string;
  /** One sentence. */
  readonly summary: string;
  readonly fields: readonly Field[];
}

/** Every registry as plain JSON, for whoever draws a form or writes a job. */
export function describe() {
  return {
    version: 1,
    families: Object.values(FAMILIES).map(({ id, label }) => ({
      id,
      label,
      summary: '',
      fields: [],
    })),
    tasks: Object.values<Task>(TASKS).map((task) => ({
      ...entry(task),
      goal: task.goal,
      ofClasses: goalOf(task)?.stratifies ?? false,
      batchSize: task.batchSize ?? 16,
      columns: columnsOf(task),
      metrics: task.headline.map((id) => ({ id, better: directionOf(id) })),
    })),
    methods: Object.values(METHODS).map((method) => ({
      ...entry(method),
      paper: method.paper,
      group: method.group,
      learningRate: method.learningRate,
      headRate: method.headRate ?? 1,
    })),
    optimizers: Object.values(OPTIMIZERS).map(entry),
    schedules: Object.values(SCHEDULES).map(entry),
    readers: Object.values(READERS).map(({ id, label, extensions }) => ({ id, label, extensions })),
    training: TRAINING_FIELDS as readonly Field[],
    precision: PRECISION_FIELD as Field,
  };
}

/** The roles that a task's columns play. */
function columnsOf(task: Pick<Task, 'goal'>): readonly RoleSpec[] {
  return goalOf(task)?.roles ?? [];
}

function goalOf({ goal }: Pick<Task, 'goal'>): Goal | undefined {
  return (GOALS as Readonly<Record<string, Goal>>)[goal];
}

function entry({ id, label, summary, fields }: CatalogEntry): CatalogEntry {
  return { id, label, summary, fields };
}

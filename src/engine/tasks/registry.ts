import { sequenceClassification } from './sequenceClassification';
import type { Task } from './task';

/** Every task, by its id in the job. */
export const TASKS = {
  'sequence-classification': sequenceClassification,
} satisfies Record<string, Task>;

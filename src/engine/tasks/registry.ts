import { maskedLm } from './maskedLm';
import { multiLabel } from './multiLabel';
import { regression } from './regression';
import { sequenceClassification } from './sequenceClassification';
import type { Task } from './task';
import { tokenClassification } from './tokenClassification';

/** Every task, by its id in the job; of two that suit a file, the first is offered. */
export const TASKS = {
  'token-classification': tokenClassification,
  'multi-label': multiLabel,
  'sequence-classification': sequenceClassification,
  regression,
  'masked-lm': maskedLm,
} satisfies Record<string, Task>;

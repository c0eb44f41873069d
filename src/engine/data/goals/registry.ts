import { classes } from './classes';
import type { Goal } from './goal';
import { labelLists } from './labelLists';
import { numbers } from './numbers';

/** Everything that rows can teach, by its id. */
export const GOALS = {
  class: classes,
  labels: labelLists,
  numbers,
} satisfies Record<string, Goal>;

import { classes } from './classes';
import type { Goal } from './goal';
import { labelLists } from './labelLists';
import { numbers } from './numbers';
import { tags } from './tags';

/** Everything that rows can teach, by its id. */
export const GOALS = {
  class: classes,
  labels: labelLists,
  numbers,
  tags,
} satisfies Record<string, Goal>;

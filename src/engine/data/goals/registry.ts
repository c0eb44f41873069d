import { classes } from './classes';
import type { Goal } from './goal';
import { labelLists } from './labelLists';
import { numbers } from './numbers';
import { tags } from './tags';
import { texts } from './texts';

/** Everything that rows can teach, by its id. */
export const GOALS = {
  class: classes,
  labels: labelLists,
  numbers,
  tags,
  text: texts,
} satisfies Record<string, Goal>;

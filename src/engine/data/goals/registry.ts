import { classes } from './classes';
import type { Goal } from './goal';

/** Everything that rows can teach. */
export const GOALS = { class: classes } satisfies Record<string, Goal>;

export type GoalId = keyof typeof GOALS;

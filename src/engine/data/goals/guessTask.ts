import type { ColumnGuess } from '../columns';
import type { Dataset } from '../dataset';
import type { Goal } from './goal';

/** Tasks by their ids, the most particular first, with the goals that read their columns. */
export type GoalsOfTasks = Readonly<Record<string, Goal>>;

/** Which task a file's columns suit, and why: beside what is here the column of each role, or null. */
export interface TaskGuess extends Pick<ColumnGuess, 'reasons' | 'safe'> {
  readonly task: string;
  readonly [role: string]: unknown;
}

/** The first task whose columns are clear; where none are, the likeliest, for a person to name them. */
export function guessTask(dataset: Dataset, goals: GoalsOfTasks): TaskGuess {
  const guesses = Object.entries(goals).map(([task, goal]): TaskGuess => {
    const { roles, reasons, safe } = goal.guess(dataset);
    const none = Object.fromEntries(goal.roles.map(({ key }) => [key, null]));
    return { task, ...none, ...roles, reasons, safe };
  });
  const clear = guesses.find(({ safe }) => safe);
  // Else the one whose roles most columns fit.
  const fits = ({ reasons }: TaskGuess): number =>
    Object.values(reasons).filter(({ code }) => code !== 'none').length;
  return clear ?? (guesses.sort((a, b) => fits(b) - fits(a))[0] as TaskGuess);
}

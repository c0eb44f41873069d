import type { AskedText, ModelAnswers, TryAnswer } from '../../worker/protocol';

/** Lines that one table holds; more are left out and said to be. */
export const MOST_LINES = 10_000;

/** Milliseconds that one call for answers should take, so that stopping is felt at once. */
const CALL_TAKES = 400;
const [FEWEST, MOST] = [8, 512];

/** Many lines and what models say of them, as far as they have been asked. */
export interface TriedTable {
  readonly lines: readonly AskedText[];
  /** What a person calls each line: its number in what was pasted, or its row in the file. */
  readonly numbers: readonly number[];
  /** Lines without a text among those that were read. */
  readonly blank: number;
  /** Lines beyond {@link MOST_LINES}, which were not read. */
  readonly leftOut: number;
  /** Models that are asked, the one on the screen first. */
  readonly models: readonly string[];
  /** Answers of each model, line by line. */
  readonly answers: readonly (readonly TryAnswer[])[];
  readonly done: number;
  /** null before the first answers. */
  readonly secondsLeft: number | null;
  readonly state: 'running' | 'stopped' | 'done';
}

/** A text as lines: one text a line; where rows are pairs, a tab parts the second from the first. */
export function linesOf(text: string, pairs: boolean): AskedText[] {
  return text.split(/\r\n|\r|\n/).map((line) => {
    const tab = pairs ? line.indexOf('\t') : -1;
    return tab < 0 ? { text: line } : { text: line.slice(0, tab), pair: line.slice(tab + 1) };
  });
}

/** Whether there is something to ask. */
function isText({ text }: AskedText): boolean {
  return text.trim() !== '';
}

/** A table that has asked nothing yet of the first lines of `total`. */
export function freshTable(
  given: readonly AskedText[],
  models: readonly string[],
  total = given.length,
): TriedTable {
  const read = given.slice(0, MOST_LINES);
  const lines = read.filter(isText);
  return {
    lines,
    numbers: read.flatMap((line, i) => (isText(line) ? [i + 1] : [])),
    blank: read.length - lines.length,
    leftOut: total - read.length,
    models,
    answers: models.map(() => []),
    done: 0,
    secondsLeft: null,
    state: 'running',
  };
}

/** The table with the answers to its next lines. */
export function grown(table: TriedTable, reply: readonly ModelAnswers[]): TriedTable {
  const answers = table.answers.map((known, i) => [...known, ...(reply[i]?.answers ?? [])]);
  const done = answers[0]?.length ?? 0;
  return { ...table, answers, done };
}

/** Lines for the next call, from those of the last one and the milliseconds it took. */
export function nextCount(count: number, took: number): number {
  const fitting = Math.round((count * CALL_TAKES) / Math.max(1, took));
  return Math.min(MOST, Math.max(FEWEST, Math.min(4 * count, fitting)));
}

import { argmaxRows } from '../evaluation/classification';
import {
  type Answered,
  type Example,
  type ExampleList,
  namesOf,
  type SettledTask,
} from '../tasks/task';

/**
 * Puts the words that no token stands for among those that were answered, each at its place: with
 * logits of 0, for nothing was computed, and the tag that the task gives such words. So a row has as
 * many answers as words, and what is true of the unread ones counts.
 */
export function withUnread(
  answered: Answered,
  { task, taskConfig }: SettledTask,
  examples: ExampleList,
): Answered {
  const missing = [...examples].reduce((sum, { unread }) => sum + (unread?.words.length ?? 0), 0);
  if (missing === 0) return answered;
  const units = answered.targets.length;
  const width = namesOf(taskConfig).length;
  const path = answered.path ?? argmaxRows(answered.logits, width);
  const silent = task.unread?.(taskConfig) ?? -1;
  const all = {
    logits: new Float32Array((units + missing) * width),
    targets: new Int32Array(units + missing),
    path: new Int32Array(units + missing),
  };
  let [from, to] = [0, 0];
  for (const example of examples) {
    for (const target of inOrder(example)) {
      if (target === null) {
        all.logits.set(answered.logits.subarray(from * width, (from + 1) * width), to * width);
        all.targets[to] = answered.targets[from] ?? 0;
        all.path[to] = path[from] ?? 0;
        from += 1;
      } else {
        all.targets[to] = target;
        all.path[to] = silent;
      }
      to += 1;
    }
  }
  return { ...answered, ...all, lengths: lengthsOf(answered, examples), unread: missing };
}

/** An example's words in their order: null for one that was answered, the truth of one that was not. */
function inOrder(example: Example): (number | null)[] {
  const { words = NOTHING, target = NOTHING } = example.unread ?? {};
  const truth = new Map(Array.from(words, (word, i) => [word, target[i] ?? 0]));
  return wordsOf(example).map((word) => truth.get(word) ?? null);
}

/** The words that an example answers for, in their order. */
export function wordsOf({ words = NOTHING, unread }: Example): number[] {
  const read = words.filter((word) => word >= 0);
  return [...read, ...(unread?.words ?? NOTHING)].sort((a, b) => a - b);
}

const NOTHING = new Int32Array(0);

/** Words of each row, the unread ones among them. */
function lengthsOf({ lengths }: Answered, examples: ExampleList): Uint32Array {
  const all = lengths.slice();
  let place = -1;
  let row = -1;
  for (const example of examples) {
    if (example.row !== row) place += 1;
    row = example.row;
    all[place] = (all[place] ?? 0) + (example.unread?.words.length ?? 0);
  }
  return all;
}

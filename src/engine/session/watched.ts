import type { Example, ExampleList } from '../tasks/task';
import type { WatchedRow } from '../training/evaluate';
import { wordsOf } from '../training/unread';
import type { PreparedSplit } from './preparedData';

/** How many validation rows are shown while the model learns. */
const WATCHED_ROWS = 5;

/** Rows to watch: the first of each different target, then the first of all. */
export function watchedRows(split: PreparedSplit | null): WatchedRow[] {
  if (!split) return [];
  const seen = new Set<string>();
  const [fresh, repeated]: [Example[][], Example[][]] = [[], []];
  for (const windows of rowsOf(split.examples)) {
    if (fresh.length === WATCHED_ROWS) break;
    const target = windows.map((example) => example.target.join()).join();
    if (!seen.has(target)) fresh.push(windows);
    else if (repeated.length < WATCHED_ROWS) repeated.push(windows);
    seen.add(target);
  }
  return [...fresh, ...repeated].slice(0, WATCHED_ROWS).map((examples) => {
    const [first] = examples as [Example];
    const words = split.words(first);
    return {
      examples,
      row: split.rowNumber(first),
      text: split.text(first),
      words: words && examples.flatMap((example) => ownWords(example, words)),
    };
  });
}

/** The sequences of each row, which follow one another. */
function* rowsOf(examples: ExampleList): Generator<Example[]> {
  let windows: Example[] = [];
  for (const example of examples) {
    if (windows.length > 0 && windows[0]?.row !== example.row) {
      yield windows;
      windows = [];
    }
    windows.push(example);
  }
  if (windows.length > 0) yield windows;
}

/** The words of a row that one example of it answers for. */
function ownWords(example: Example, words: readonly string[]): string[] {
  return wordsOf(example).map((word) => words[word] ?? '');
}

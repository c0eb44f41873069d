import type { Example } from '../tasks/task';
import type { PreparedSplit } from './preparedData';

/** One of the splits that are joined, and what stands before it. */
interface Part {
  readonly split: PreparedSplit;
  /** Its first sequence and its first row among all. */
  readonly sequence: number;
  readonly row: number;
  /** What is added to the places of its rows, so that no two files have one in common. */
  readonly shift: number;
}

/** The rows of several files one after another, as one split. */
export function joinSplits(splits: readonly PreparedSplit[]): PreparedSplit {
  const parts = partsOf(splits);
  const length = splits.reduce((sum, { examples }) => sum + examples.length, 0);
  const lengths = new Uint32Array(length);
  for (const { split, sequence } of parts) lengths.set(split.lengths, sequence);
  const at = (index: number): Example | undefined => {
    const part = lastOf(parts, ({ sequence }) => sequence <= index);
    const example = part.split.examples.at(index - part.sequence);
    return example && { ...example, row: example.row + part.shift };
  };
  /** An example as the file knows it that it is of. */
  const own = (example: Example): [PreparedSplit, Example] => {
    const part = lastOf(parts, ({ shift }) => shift <= example.row);
    return [part.split, { ...example, row: example.row - part.shift }];
  };
  const byExample = <T>(read: (split: PreparedSplit, example: Example) => T) => {
    return (example: Example): T => read(...own(example));
  };
  return {
    examples: {
      length,
      at,
      *[Symbol.iterator]() {
        for (let i = 0; i < length; i++) yield at(i) as Example;
      },
    },
    *targets() {
      for (const split of splits) yield* split.targets();
    },
    classes() {
      const all = splits.map((split) => split.classes());
      return all.every((classes) => classes !== null)
        ? Int32Array.from(all.flatMap((classes) => [...classes]))
        : null;
    },
    rows: splits.reduce((sum, { rows }) => sum + rows, 0),
    lengths,
    row(index) {
      const part = lastOf(parts, ({ row }) => row <= index);
      return part.split.row(index - part.row);
    },
    only: (rows) =>
      joinSplits(
        parts.map(({ split, row: first }) =>
          split.only(
            rows
              .filter((row) => row >= first && row < first + split.rows)
              .map((row) => row - first),
          ),
        ),
      ),
    text: byExample((split, example) => split.text(example)),
    words: byExample((split, example) => split.words(example)),
    rowNumber: byExample((split, example) => split.rowNumber(example)),
  };
}

function partsOf(splits: readonly PreparedSplit[]): Part[] {
  let [sequence, row, shift] = [0, 0, 0];
  return splits.map((split) => {
    const part = { split, sequence, row, shift };
    sequence += split.examples.length;
    row += split.rows;
    shift += split.rows > 0 ? split.row(0).dataset.rowCount : 0;
    return part;
  });
}

function lastOf(parts: readonly Part[], begins: (part: Part) => boolean): Part {
  const part = parts.findLast(begins);
  if (part) return part;
  throw new Error('unreachable: the first part begins at 0');
}

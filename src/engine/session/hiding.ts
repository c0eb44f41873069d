import { createRandom, runKey } from '../core/rng';
import type { Example, ExampleList, SettledTask, Vocabulary } from '../tasks/task';
import type { Tokenizer } from '../text/tokenizer';
import { continuesWord } from '../text/wordParts';
import type { PreparedData, PreparedSplit } from './preparedData';

/** Stream number of hidden tokens among the uses of a run's seed. */
const HIDING_STREAM = 0x41de;
/** Where nothing is learned the same tokens are hidden each time: those of the epoch before the first. */
const FIXED_EPOCH = -1;
/** Which of a row's sequences are told apart. */
const WINDOWS = 1 << 20;

/** What tasks may know of a model's tokens. */
export function vocabularyOf(tokenizer: Tokenizer): Vocabulary {
  const special = new Set(Object.values(tokenizer.special));
  const token = (id: number): string => tokenizer.tokens([id])[0] ?? '';
  return {
    size: tokenizer.vocabSize,
    mask: tokenizer.special.mask ?? -1,
    isSpecial: (id) => special.has(id),
    continues: (id) => continuesWord(token(id)),
    token,
    text: (ids) => tokenizer.decode(ids, { keepSpecial: true }),
  };
}

/** A split as its task reads it: where tokens are hidden, by (seed, epoch, row) alone. */
export function hidden(split: PreparedSplit, settled: SettledTask, seed: number): PreparedSplit {
  const { masks } = settled.task;
  if (!masks) return split;
  const inEpoch = (epoch: number): ExampleList =>
    changed(split.examples, (example) => hide(example, settled, seed, epoch));
  return {
    ...split,
    text: (example) => masks.shown(example),
    only: (rows) => hidden(split.only(rows), settled, seed),
    examples: { ...inEpoch(FIXED_EPOCH), inEpoch },
  };
}

/** An example as its task reads it in an epoch, or where nothing is learned. */
export function hide(
  example: Example,
  { task, taskConfig }: SettledTask,
  seed: number,
  epoch = FIXED_EPOCH,
): Example {
  const place = example.row + WINDOWS * (example.window ?? 0);
  const random = createRandom(runKey(seed, epoch, place), HIDING_STREAM);
  return task.masks?.hide(example, taskConfig, random) ?? example;
}

/** A split of texts in which a person has hidden tokens. */
export function asked(split: PreparedSplit, { task }: Pick<SettledTask, 'task'>): PreparedSplit {
  const { masks } = task;
  if (!masks) return split;
  return {
    ...split,
    only: (rows) => asked(split.only(rows), { task }),
    examples: changed(split.examples, masks.ask),
  };
}

/** All splits of a run, each changed. */
export function eachSplit(
  data: PreparedData,
  change: (split: PreparedSplit) => PreparedSplit,
): PreparedData {
  const { train, validation, test } = data;
  return {
    ...data,
    train: change(train),
    validation: validation && change(validation),
    test: test && change(test),
  };
}

function changed(list: ExampleList, change: (example: Example) => Example): ExampleList {
  return {
    length: list.length,
    at(index) {
      const example = list.at(index);
      return example && change(example);
    },
    *[Symbol.iterator]() {
      for (const example of list) yield change(example);
    },
  };
}

import { remember } from '../core/remember';
import { NO_TARGET, type Target } from '../core/target';
import type { Examples } from '../data';
import { createNumberList } from '../data/numberList';
import type { Example, ExampleList } from '../tasks/task';
import type { EncodedWords, Tokenizer } from '../text/tokenizer';
import { createDocumentTable } from './documentTable';
import type { PreparedSplit, SplitRow } from './preparedData';
import { createTokenTable } from './tokenTable';
import { createWordTable, taggedWindow } from './wordTable';

/** How texts become tokens. */
export interface TokenizeOptions {
  readonly tokenizer: Tokenizer;
  readonly maxTokens: number;
  /** Called often while tokenising; may yield to other work, and ends it by throwing. */
  readonly onRows?: (done: number, total: number) => Promise<void> | void;
}

/** Rows whose texts are tokenised between two reports of progress. */
const ROWS_A_REPORT = 64;

/** Tokens of the same rows at other lengths: a plan for half of them is asked for beside the job's. */
const KEPT_LENGTHS = 2;

/** Where the first of some rows stands among all that are tokenised for a job. */
export interface Stretch {
  readonly from: number;
  readonly total: number;
}

/**
 * The sequences of some examples: a row is one, or, where words are given, one or more windows, or,
 * where texts are taken whole, as many as it takes; none where it has no token with a meaning.
 */
export interface RowTokens {
  /** Tokens of each sequence. */
  readonly lengths: Uint32Array;
  /** The sequences of an example. */
  of(place: number): { readonly from: number; readonly to: number };
  at(
    sequence: number,
    target: Target | null,
  ): Pick<Example, 'ids' | 'typeIds' | 'target' | 'words' | 'unread'>;
  /** What is to be learned of a sequence, its tokens not looked at. */
  targetOf(sequence: number, target: Target | null): Target;
  /** Words that no token stands for. */
  readonly unread: number;
}

const tables = remember<Examples, Promise<RowTokens>>(KEPT_LENGTHS);
const tokenizerIds = new WeakMap<Tokenizer, number>();
let tokenizersSeen = 0;

/** Tokenizers are told apart by the object: one is made for each model that is opened. */
function idOf(tokenizer: Tokenizer): number {
  const id = tokenizerIds.get(tokenizer) ?? tokenizersSeen++;
  tokenizerIds.set(tokenizer, id);
  return id;
}

/**
 * Tokens of all examples in their order. They are made once for a tokenizer and a length; whoever asks
 * while they are made waits for the same ones. A pass that was ended leaves nothing.
 */
export function tokenizeRows(
  examples: Examples,
  options: TokenizeOptions,
  stretch: Stretch,
): Promise<RowTokens> {
  const key = `${idOf(options.tokenizer)}/${options.maxTokens}`;
  const ofWords = examples.count > 0 && examples.words(0) !== null;
  const tokenize = ofWords ? tokenizeWords : examples.whole ? tokenizeWhole : tokenizeTexts;
  const table = tables.get(examples, key, () => tokenize(examples, options, stretch));
  table.catch(() => tables.forget(examples, key, table));
  return table;
}

async function tokenizeTexts(
  examples: Examples,
  { tokenizer, maxTokens, onRows }: TokenizeOptions,
  { from, total }: Stretch,
): Promise<RowTokens> {
  const table = createTokenTable(examples.count, tokenizer.vocabSize, (row) =>
    tokenizer.encode(examples.text(row), examples.textPair(row), { maxTokens }),
  );
  for (let i = 0; i < examples.count; i++) {
    table.add();
    await tellRows(from + i + 1, total, onRows);
  }
  return {
    lengths: table.lengths,
    of: (place) => ({ from: place, to: place + 1 }),
    at: (sequence, target) => ({ ...table.row(sequence), target: target ?? NO_TARGET }),
    targetOf: (_, target) => target ?? NO_TARGET,
    unread: 0,
  };
}

async function tokenizeWhole(
  examples: Examples,
  { tokenizer, maxTokens, onRows }: TokenizeOptions,
  { from, total }: Stretch,
): Promise<RowTokens> {
  const special = new Set(Object.values(tokenizer.special));
  const documents = createDocumentTable(tokenizer.vocabSize);
  for (let i = 0; i < examples.count; i++) {
    const sequences = tokenizer.encodeWhole(examples.text(i), maxTokens);
    documents.add(sequences.filter(({ ids }) => ids.some((id) => !special.has(id))));
    await tellRows(from + i + 1, total, onRows);
  }
  const table = documents.done();
  return {
    lengths: table.lengths,
    of: (place) => ({ from: table.firsts[place] ?? 0, to: table.firsts[place + 1] ?? 0 }),
    at: (sequence) => ({ ...table.sequence(sequence), target: NO_TARGET }),
    targetOf: () => NO_TARGET,
    unread: 0,
  };
}

async function tokenizeWords(
  examples: Examples,
  { tokenizer, maxTokens, onRows }: TokenizeOptions,
  { from, total }: Stretch,
): Promise<RowTokens> {
  const windows: (readonly EncodedWords[])[] = [];
  for (let i = 0; i < examples.count; i++) {
    windows.push(tokenizer.encodeWords(examples.words(i) ?? [], maxTokens));
    await tellRows(from + i + 1, total, onRows);
  }
  const table = createWordTable(windows);
  return {
    lengths: table.lengths,
    of: (place) => ({ from: table.firsts[place] ?? 0, to: table.firsts[place + 1] ?? 0 }),
    at: (sequence, tags) => taggedWindow(table.window(sequence), tags),
    targetOf: (sequence, tags) => taggedWindow(table.window(sequence), tags).target,
    unread: [...table.unread()].reduce((sum, { length }) => sum + length, 0),
  };
}

async function tellRows(
  done: number,
  total: number,
  onRows: TokenizeOptions['onRows'],
): Promise<void> {
  if (done % ROWS_A_REPORT === 0 || done === total) await onRows?.(done, total);
}

/**
 * The rows of a split, all of a file's examples or those at some places, as a run reads them; those
 * without any token left out.
 */
export function splitOf(
  examples: Examples,
  tokens: RowTokens,
  {
    places = null,
    firstPlace = null,
  }: {
    readonly places?: Uint32Array | null;
    /** Number of the file's first sequence in the run; null where it is not part of one. */
    readonly firstPlace?: number | null;
  } = {},
): PreparedSplit {
  const kept = (places ?? allOf(examples)).filter((place) => {
    const { from, to } = tokens.of(place);
    return to > from;
  });
  const sequences = sequencesOf(tokens, kept);
  const exampleAt = (i: number): Example => {
    const { sequence, place } = sequences.at(i);
    return {
      ...tokens.at(sequence, examples.target(place)),
      row: examples.rows[place] ?? 0,
      window: sequence - tokens.of(place).from,
      ...(firstPlace === null ? {} : { place: firstPlace + sequence }),
    };
  };
  return {
    examples: listOf(sequences.length, exampleAt),
    *targets() {
      for (let i = 0; i < sequences.length; i++) {
        const { sequence, place } = sequences.at(i);
        yield tokens.targetOf(sequence, examples.target(place));
      }
    },
    classes: () =>
      examples.classes &&
      Int32Array.from(
        { length: sequences.length },
        (_, i) => examples.classes?.[sequences.at(i).place] ?? 0,
      ),
    rows: kept.length,
    only: (rows) =>
      splitOf(examples, tokens, {
        places: rows.map((row) => kept[row] ?? examples.count),
        firstPlace,
      }),
    row: (index) => rowOf(examples, tokens, kept[index] ?? examples.count),
    lengths: Uint32Array.from(
      { length: sequences.length },
      (_, i) => tokens.lengths[sequences.at(i).sequence] ?? 0,
    ),
    text(example) {
      const place = placeOf(examples, example);
      const pair = examples.textPair(place);
      return pair === null ? examples.text(place) : `${examples.text(place)} | ${pair}`;
    },
    words: (example) => examples.words(placeOf(examples, example)),
    rowNumber: (example) => examples.rowNumber(placeOf(examples, example)),
  };
}

function rowOf(examples: Examples, tokens: RowTokens, place: number): SplitRow {
  const { from, to } = tokens.of(place);
  let count = 0;
  for (let i = from; i < to; i++) count += tokens.lengths[i] ?? 0;
  return {
    dataset: examples.dataset,
    place: examples.rows[place] ?? 0,
    number: examples.rowNumber(place),
    tokens: count,
    text: () => examples.text(place),
    pair: () => examples.textPair(place),
    words: () => examples.words(place),
  };
}

/** The sequences of some places, in order, with the place that each is of. */
function sequencesOf(tokens: RowTokens, places: Uint32Array) {
  const [sequence, place] = [createNumberList(), createNumberList()];
  for (const own of places) {
    const { from, to } = tokens.of(own);
    for (let i = from; i < to; i++) {
      sequence.push(i);
      place.push(own);
    }
  }
  return {
    length: sequence.length,
    at: (i: number) => ({ sequence: sequence.get(i), place: place.get(i) }),
  };
}

function allOf({ count }: Examples): Uint32Array {
  return Uint32Array.from({ length: count }, (_, i) => i);
}

function listOf(length: number, exampleAt: (index: number) => Example): ExampleList {
  return {
    length,
    at: (index) => (index >= 0 && index < length ? exampleAt(index) : undefined),
    *[Symbol.iterator]() {
      for (let i = 0; i < length; i++) yield exampleAt(i);
    },
  };
}

/** Where the row of an example stands among the usable ones, which rise. */
function placeOf({ rows }: Examples, { row }: Example): number {
  let [low, high] = [0, rows.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle] ?? 0) < row) low = middle + 1;
    else high = middle;
  }
  return low;
}

import { remember } from '../core/remember';
import { NO_TARGET } from '../core/target';
import type { Examples } from '../data';
import type { Example, ExampleList } from '../tasks/task';
import type { Tokenizer } from '../text/tokenizer';
import type { PreparedSplit } from './preparedData';
import { createTokenTable, type TokenTable } from './tokenTable';

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

const tables = remember<Examples, Promise<TokenTable>>(KEPT_LENGTHS);
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
): Promise<TokenTable> {
  const key = `${idOf(options.tokenizer)}/${options.maxTokens}`;
  const table = tables.get(examples, key, () => tokenizeAll(examples, options, stretch));
  table.catch(() => tables.forget(examples, key, table));
  return table;
}

async function tokenizeAll(
  examples: Examples,
  { tokenizer, maxTokens, onRows }: TokenizeOptions,
  { from, total }: Stretch,
): Promise<TokenTable> {
  const table = createTokenTable(examples.count, tokenizer.vocabSize, (row) =>
    tokenizer.encode(examples.text(row), examples.textPair(row), { maxTokens }),
  );
  for (let i = 0; i < examples.count; i++) {
    table.add();
    const done = from + i + 1;
    if (done % ROWS_A_REPORT === 0 || done === total) await onRows?.(done, total);
  }
  return table;
}

/** The rows of a split, all of a file's examples or those at some places, as a run reads them. */
export function splitOf(
  examples: Examples,
  tokens: TokenTable,
  {
    places = null,
    firstPlace = null,
  }: {
    readonly places?: Uint32Array | null;
    /** Number of the file's first example in the run; null where it is not part of one. */
    readonly firstPlace?: number | null;
  } = {},
): PreparedSplit {
  const length = places?.length ?? examples.count;
  const placeAt = (i: number): number => places?.[i] ?? i;
  const exampleAt = (i: number): Example => {
    const place = placeAt(i);
    const { ids, typeIds } = tokens.row(place);
    return {
      ids,
      typeIds,
      target: examples.target(place) ?? NO_TARGET,
      row: examples.rows[place] ?? 0,
      ...(firstPlace === null ? {} : { place: firstPlace + place }),
    };
  };
  return {
    examples: listOf(length, exampleAt),
    lengths: places ? places.map((place) => tokens.lengths[place] ?? 0) : tokens.lengths,
    text(example) {
      const place = placeOf(examples, example);
      const pair = examples.textPair(place);
      return pair === null ? examples.text(place) : `${examples.text(place)} | ${pair}`;
    },
    rowNumber: (example) => examples.rowNumber(placeOf(examples, example)),
  };
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

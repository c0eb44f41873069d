import { EngineError } from '../core/errors';
import { type Entity, entitiesOf, strictEntities } from '../tags/entities';
import type { Scheme } from '../tags/tags';
import type { LabelCounts } from './averages';
import { type LabelTable, labelTable } from './labelTable';
import { cellsOf } from './resample';

/** Tags of each sentence, one a token. */
export type TaggedSentences = readonly (readonly string[])[];

/** How tags are read: with good will, or to the letter of a scheme; seqeval's default and strict mode. */
export type Reading = 'default' | Scheme;

/** Entities of each type in a sentence, and its tags. */
interface SentenceCounts {
  readonly types: Readonly<Record<string, LabelCounts>>;
  readonly right: number;
  readonly tokens: number;
}

/** Sentences that count alike share a cell, as most of those without entities do. */
export interface CountedSentences {
  readonly cellOf: Int32Array;
  readonly cells: number;
  /** Types in order: the labels of `table`. */
  readonly types: readonly string[];
  readonly table: LabelTable;
  /** Right and all tokens in one sentence of each cell, [cells]. */
  readonly right: Int32Array;
  readonly tokens: Int32Array;
}

/** Compares predicted with true tags, sentence by sentence. */
export function countSentences(
  truth: TaggedSentences,
  predicted: TaggedSentences,
  reading: Reading,
): CountedSentences {
  const all = truth.map((tags, i) => {
    const said = predicted[i] ?? [];
    if (tags.length !== said.length) throw otherLength(i, tags.length, said.length);
    return countSentence(tags, said, reading);
  });
  const keys = all.map((one) => JSON.stringify(one));
  const { cellOf, first } = cellsOf(all.length, (i) => keys[i] as string);
  const sentences = first.map((i) => all[i] as SentenceCounts);
  const types = [...new Set(sentences.flatMap((one) => Object.keys(one.types)))].sort();
  const place = new Map(types.map((type, i) => [type, i]));
  const entries = sentences.map((one) =>
    Object.entries(one.types).map(([type, counts]): [number, LabelCounts] => [
      place.get(type) as number,
      counts,
    ]),
  );
  return {
    cellOf,
    cells: sentences.length,
    types,
    table: labelTable(types.length, entries),
    right: Int32Array.from(sentences, ({ right }) => right),
    tokens: Int32Array.from(sentences, ({ tokens }) => tokens),
  };
}

function countSentence(
  truth: readonly string[],
  predicted: readonly string[],
  reading: Reading,
): SentenceCounts {
  const read = (tags: readonly string[]): Entity[] =>
    reading === 'default' ? entitiesOf(tags) : strictEntities(tags, reading);
  const wanted = read(truth);
  const said = read(predicted);
  const places = new Set(wanted.map(placeOf));
  const types = [...new Set([...wanted, ...said].map(({ type }) => type))].sort();
  const countsOf = (type: string): LabelCounts => {
    const own = said.filter((entity) => entity.type === type);
    return {
      hits: own.filter((entity) => places.has(placeOf(entity))).length,
      predicted: own.length,
      support: wanted.filter((entity) => entity.type === type).length,
    };
  };
  return {
    types: Object.fromEntries(types.map((type) => [type, countsOf(type)])),
    right: truth.filter((tag, i) => tag === predicted[i]).length,
    tokens: truth.length,
  };
}

function placeOf({ type, start, end }: Entity): string {
  return `${start} ${end} ${type}`;
}

function otherLength(sentence: number, truth: number, predicted: number): EngineError {
  return new EngineError(
    'evaluation/tags-differ',
    `sentence ${sentence + 1} has ${truth} true and ${predicted} predicted tags`,
    { sentence: sentence + 1, truth, predicted },
    'Give every token of both a tag.',
  );
}

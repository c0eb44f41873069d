import { IDEOGRAPH } from './bertText';

const BEFORE = /^[\p{P}\p{S}]/u;
const AFTER = /['’]s$|[\p{P}\p{S}]$/u;
/** Ideographs stand alone, as BERT's normalizer sets them; the rest is parted by spaces. */
const PARTS = new RegExp(`${IDEOGRAPH.source}|(?:(?!${IDEOGRAPH.source})\\S)+`, 'gu');

/** A word and where it stands in its text, in UTF-16 units. */
export interface PlacedWord {
  readonly word: string;
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/**
 * The words of a plain text as annotated corpora have them: parted by spaces, with punctuation at
 * either end, and the possessive 's, as words of their own, and each ideograph, too; what else stands
 * inside a word stays.
 */
export function splitWords(text: string): string[] {
  return placedWords(text).map(({ word }) => word);
}

/** {@link splitWords} with the place of each. */
export function placedWords(text: string): PlacedWord[] {
  return Array.from(text.matchAll(PARTS)).flatMap(({ 0: part, index }) => {
    let start = index;
    return peel(part).map((word): PlacedWord => {
      const from = start;
      start += word.length;
      return { word, start: from, end: start };
    });
  });
}

function peel(part: string): string[] {
  const before: string[] = [];
  const after: string[] = [];
  let rest = part;
  for (let mark = BEFORE.exec(rest); mark && mark[0] !== rest; mark = BEFORE.exec(rest)) {
    before.push(mark[0]);
    rest = rest.slice(mark[0].length);
  }
  for (let mark = AFTER.exec(rest); mark && mark[0] !== rest; mark = AFTER.exec(rest)) {
    after.unshift(mark[0]);
    rest = rest.slice(0, -mark[0].length);
  }
  return [...before, rest, ...after];
}

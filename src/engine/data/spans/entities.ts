import type { Entity } from '../../tags/entities';
import { type PlacedWord, placedWords } from '../../text/splitWords';
import type { ProblemLog, ProblemValues } from '../problems';
import type { RawSpan } from './cells';
import { agrees, markedText, type OffsetUnit, type Ruler, rulerOf } from './offsets';

/** Kinds of problems that a row's spans can have. */
type SpanProblemKind =
  | 'span-outside'
  | 'span-text'
  | 'span-overlap'
  | 'span-empty'
  | 'span-twice'
  | 'span-widened';

/** Tells what is odd about a row's spans; who calls knows the row. */
export type TellSpan = <K extends SpanProblemKind>(kind: K, values: ProblemValues<K>) => void;

/** Problems of a place in the file. */
export function telling(log: ProblemLog, place: Parameters<ProblemLog['add']>[2]): TellSpan {
  return (kind, values) => log.add(kind, values, place);
}

/**
 * The entities that a text's spans mark, by the places of its words, in order. A span that cuts a word
 * is widened to it; one that marks no word, and one that stands there twice, is passed over. Null where
 * spans lie outside the text, say another text than they mark, or have a word in common.
 */
export function entitiesOfSpans(
  text: string,
  spans: readonly RawSpan[],
  unit: OffsetUnit,
  tell: TellSpan,
): Entity[] | null {
  const words = placedWords(text);
  const ruler = rulerOf(text, unit);
  const found: Entity[] = [];
  for (const span of spans) {
    if (!isSound(text, ruler, span, tell)) return null;
    const { start, end, type } = span;
    const entity = { type, ...wordsWithin(words, ruler.at(start), ruler.at(end)) };
    if (entity.start === entity.end) {
      tell('span-empty', { start, end, label: type });
      continue;
    }
    const whole = wordsText(text, words, entity);
    const marked = markedText(text, ruler, span);
    if (whole !== marked) tell('span-widened', { marked, widened: whole, label: type });
    found.push(entity);
  }
  return apart(text, words, found, tell);
}

/** Whether a span lies in its text and marks what it says. */
function isSound(text: string, ruler: Ruler, span: RawSpan, tell: TellSpan): boolean {
  const { start, end, type: label } = span;
  const { length } = ruler;
  if (start < 0 || end < start || end > length) {
    tell('span-outside', { start, end, label, length });
    return false;
  }
  if (agrees(text, ruler, span)) return true;
  const marked = markedText(text, ruler, span);
  tell('span-text', { start, end, marked, said: (span.text ?? '').trim() });
  return false;
}

/** The words that have a character between two places. */
function wordsWithin(
  words: readonly PlacedWord[],
  from: number,
  to: number,
): Pick<Entity, 'start' | 'end'> {
  const start = words.findIndex((word) => word.end > from);
  const beyond = words.findIndex((word) => word.start >= to);
  const end = beyond < 0 ? words.length : beyond;
  return start < 0 || from === to ? { start: 0, end: 0 } : { start, end: Math.max(start, end) };
}

function wordsText(text: string, words: readonly PlacedWord[], { start, end }: Entity): string {
  return text.slice(words[start]?.start, words[end - 1]?.end);
}

/** Entities in order, each once; null where two have a word in common. */
function apart(
  text: string,
  words: readonly PlacedWord[],
  entities: readonly Entity[],
  tell: TellSpan,
): Entity[] | null {
  const kept: Entity[] = [];
  for (const entity of [...entities].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const before = kept.at(-1);
    if (!before || before.end <= entity.start) {
      kept.push(entity);
      continue;
    }
    const marked = wordsText(text, words, entity);
    const { start, end, type } = before;
    if (start !== entity.start || end !== entity.end || type !== entity.type) {
      const [first, firstLabel] = [wordsText(text, words, before), type];
      tell('span-overlap', { first, firstLabel, second: marked, secondLabel: entity.type });
      return null;
    }
    tell('span-twice', { marked, label: type });
  }
  return kept;
}

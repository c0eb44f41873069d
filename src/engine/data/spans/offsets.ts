import type { RawSpan } from './cells';

/** How places in a text are counted: by code points, as most tools do, or in UTF-16 units. */
export type OffsetUnit = 'code-points' | 'utf-16';

const ASTRAL = /[\u{10000}-\u{10ffff}]/u;

/** Whether the two units differ in a text: it has characters beyond U+FFFF, such as emoji. */
export function hasAstral(text: string): boolean {
  return ASTRAL.test(text);
}

/** The places of a text's characters in UTF-16 units, and its length, each by its number. */
export interface Ruler {
  /** Places in all. */
  readonly length: number;
  at(place: number): number;
}

/** Counts a text's characters in a unit. */
export function rulerOf(text: string, unit: OffsetUnit): Ruler {
  if (unit === 'utf-16' || !hasAstral(text)) return { length: text.length, at: (place) => place };
  const starts = [0];
  for (const character of text) starts.push((starts.at(-1) ?? 0) + character.length);
  return { length: starts.length - 1, at: (place) => starts[place] ?? text.length };
}

/** What a span marks when its places are counted so; spaces at its ends left away. */
export function markedText(text: string, ruler: Ruler, { start, end }: RawSpan): string {
  return text.slice(ruler.at(start), ruler.at(end)).trim();
}

/** Whether a span marks what it says it marks. */
export function agrees(text: string, ruler: Ruler, span: RawSpan): boolean {
  const plain = (said: string): string => said.replace(/\s+/g, ' ').trim();
  return span.text === null || plain(markedText(text, ruler, span)) === plain(span.text);
}

/**
 * The unit in which the places of annotated texts are counted: code points, unless more spans that
 * repeat their text say UTF-16.
 */
export function guessUnit(
  rows: Iterable<{ readonly text: string; readonly spans: readonly RawSpan[] }>,
): OffsetUnit {
  let [points, units] = [0, 0];
  for (const { text, spans } of rows) {
    if (!hasAstral(text)) continue;
    const [byPoints, byUnits] = [rulerOf(text, 'code-points'), rulerOf(text, 'utf-16')];
    for (const span of spans) {
      if (span.text === null) continue;
      points += agrees(text, byPoints, span) ? 1 : 0;
      units += agrees(text, byUnits, span) ? 1 : 0;
    }
  }
  return units > points ? 'utf-16' : 'code-points';
}

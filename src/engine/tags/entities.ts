import { OUTSIDE, parseTag, type Scheme, type Tag } from './tags';

/** Tokens that are one thing of a type. */
export interface Entity {
  readonly type: string;
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/**
 * Entities of a sentence's tags read with good will, as conlleval.pl and seqeval's default mode do: a
 * new type begins an entity, whatever its prefix, and so does I or E where there is none to go on.
 */
export function entitiesOf(tags: readonly string[]): Entity[] {
  const found: Entity[] = [];
  let before = OUTSIDE;
  let start = 0;
  for (let i = 0; i <= tags.length; i++) {
    const tag = tags[i];
    const now = tag === undefined ? OUTSIDE : parseTag(tag);
    if (ends(before, now)) found.push({ type: before.type, start, end: i });
    if (begins(before, now)) start = i;
    before = now;
  }
  return found;
}

function ends(before: Tag, now: Tag): boolean {
  if ('ES'.includes(before.prefix)) return true;
  if ('BI'.includes(before.prefix) && 'BSO'.includes(now.prefix)) return true;
  return before.prefix !== 'O' && before.type !== now.type;
}

function begins(before: Tag, now: Tag): boolean {
  if ('BS'.includes(now.prefix)) return true;
  if ('IE'.includes(now.prefix) && 'OES'.includes(before.prefix)) return true;
  return now.prefix !== 'O' && before.type !== now.type;
}

/** Pairs of prefixes: `B=I` of the same type, `B!I` of different ones, `B.I` either; * any prefix. */
interface Patterns {
  readonly start: readonly string[];
  readonly inside: readonly string[];
  readonly end: readonly string[];
}

/** seqeval's scheme.py, as pairs. */
const STRICT: Readonly<Record<Scheme, Patterns>> = {
  IOB1: {
    start: ['O.I', 'I!I', 'B.I', 'I=B', 'B=B'],
    inside: ['B=I', 'I=I'],
    end: ['I!I', 'I.O', 'I.B', 'B.O', 'B!I', 'B=B'],
  },
  IOB2: {
    start: ['*.B'],
    inside: ['B=I', 'I=I'],
    end: ['I.O', 'I!I', 'I.B', 'B.O', 'B!I', 'B.B'],
  },
  BIOES: {
    start: ['*.B', '*.S'],
    inside: ['B=I', 'B=E', 'I=I', 'I=E'],
    end: ['S.*', 'E.*'],
  },
  BILOU: {
    start: ['*.B', '*.U'],
    inside: ['B=I', 'B=L', 'I=I', 'I=L'],
    end: ['U.*', 'L.*'],
  },
};

function fits(patterns: readonly string[], before: Tag, now: Tag): boolean {
  const relation = before.type === now.type ? '=' : '!';
  return patterns.some(
    ([from, how, to]) =>
      (from === '*' || from === before.prefix) &&
      (to === '*' || to === now.prefix) &&
      (how === '.' || how === relation),
  );
}

/**
 * Entities of a sentence's tags read to the letter of the scheme, as seqeval's strict mode: what does
 * not begin and end as it should is none.
 */
export function strictEntities(tags: readonly string[], scheme: Scheme): Entity[] {
  const { start, inside, end } = STRICT[scheme];
  const all = tags.map(parseTag);
  const at = (i: number): Tag => all[i] ?? OUTSIDE;
  const found: Entity[] = [];
  for (let i = 0; i < all.length; ) {
    const begin = i++;
    if (!fits(start, at(begin - 1), at(begin))) continue;
    while (fits(inside, at(i - 1), at(i))) i++;
    if (fits(end, at(i - 1), at(i))) found.push({ type: at(begin).type, start: begin, end: i });
  }
  return found;
}

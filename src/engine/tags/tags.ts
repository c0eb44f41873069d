/** How tags mark where entities begin and end. */
export type Scheme = 'IOB1' | 'IOB2' | 'BIOES' | 'BILOU';

export const SCHEMES: readonly Scheme[] = ['IOB2', 'IOB1', 'BIOES', 'BILOU'];

/** Prefixes that a scheme knows. */
export const PREFIXES: Readonly<Record<Scheme, string>> = {
  IOB1: 'BIO',
  IOB2: 'BIO',
  BIOES: 'BIOES',
  BILOU: 'BILOU',
};

/** A tag in its two parts: `B-PER` is B and PER. */
export interface Tag {
  readonly prefix: string;
  /** `_` where the tag has none, as in `B` alone. */
  readonly type: string;
}

/** What stands before the first token and after the last. */
export const OUTSIDE: Tag = { prefix: 'O', type: '_' };

/** First character, and what stands behind the first hyphen after it, as seqeval reads a tag. */
export function parseTag(tag: string): Tag {
  if (tag === '') return OUTSIDE;
  const rest = tag.slice(1);
  return { prefix: tag.slice(0, 1), type: rest.slice(rest.indexOf('-') + 1) || '_' };
}

/** The tag of a prefix and a type; the inverse of {@link parseTag}. */
export function formatTag(prefix: string, type: string): string {
  return type === '_' ? prefix : `${prefix}-${type}`;
}

/** Whether `before` is of an entity that the next token may continue in schemes without an end mark. */
function isWithin({ prefix }: Tag): boolean {
  return prefix === 'B' || prefix === 'I';
}

/** Schemes that mark the last token: what is begun must go on to it, and nothing else may. */
function isClosed(before: Tag, after: Tag, isSame: boolean, last: string): boolean {
  const goesOn = after.prefix === 'I' || after.prefix === last;
  return isWithin(before) ? goesOn && isSame : !goesOn;
}

/**
 * Whether one tag may stand right after another; {@link OUTSIDE} stands for the sentence's ends. What
 * a scheme forbids is a fault of the data, and a transition that a CRF can be kept from.
 */
export function mayFollow(scheme: Scheme, before: Tag, after: Tag): boolean {
  const isSame = before.type === after.type;
  switch (scheme) {
    case 'IOB1':
      return after.prefix !== 'B' || (isWithin(before) && isSame);
    case 'IOB2':
      return after.prefix !== 'I' || (isWithin(before) && isSame);
    case 'BIOES':
      return isClosed(before, after, isSame, 'E');
    case 'BILOU':
      return isClosed(before, after, isSame, 'L');
  }
}

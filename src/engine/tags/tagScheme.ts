import { mayFollow, OUTSIDE, PREFIXES, parseTag, SCHEMES, type Scheme, type Tag } from './tags';

/** A tag that may not stand where it does. */
export interface TagFault {
  /** From 0. */
  readonly sentence: number;
  /** Token from 0; the number of tokens where the sentence ends too soon. */
  readonly token: number;
  readonly before: string;
  readonly tag: string;
}

/** The scheme of a corpus and why it is that one. */
export interface SchemeGuess {
  /** Null where the tags mark no entities. */
  readonly scheme: Scheme | null;
  /**
   * `fits`: no tag breaks its rules. `fewest-faults`: of all schemes the fewest do. `no-entities`: every
   * tag is O. `no-prefixes`: tags are types alone, as parts of speech. `mixed-tags`: `odd` fits to none
   * of the schemes that the others fit.
   */
  readonly reason: 'fits' | 'fewest-faults' | 'no-entities' | 'no-prefixes' | 'mixed-tags';
  /** Tags that break the rules, by each scheme that has all prefixes. */
  readonly faults: Readonly<Partial<Record<Scheme, number>>>;
  /** The first that breaks those of `scheme`. */
  readonly firstFault: TagFault | null;
  /** Tags without a prefix that a scheme knows, at most five. */
  readonly odd: readonly string[];
}

const LISTED = 5;
const WITH_PREFIX = /^[BIESLU](-.+)?$/;

/**
 * Recognises the scheme of sentences of tags: the one that the fewest tags break, of those that know
 * all prefixes; of equals IOB2 before IOB1 before BIOES before BILOU.
 */
export function recogniseScheme(sentences: readonly (readonly string[])[]): SchemeGuess {
  const tags = new Set(sentences.flat());
  tags.delete('O');
  const odd = [...tags].filter((tag) => !WITH_PREFIX.test(tag));
  const marked = [...tags].filter((tag) => WITH_PREFIX.test(tag));
  // Parts of speech may be single letters, too: beside names of types they mark nothing.
  const isPlain = odd.length > 0 && marked.every((tag) => tag.length === 1);
  if (isPlain) return without('no-prefixes', odd);
  const known = SCHEMES.filter((scheme) => marked.every((tag) => knows(scheme, tag)));
  if (odd.length > 0) return without('mixed-tags', odd);
  if (known.length === 0)
    return without(
      'mixed-tags',
      marked.filter((tag) => !knows('BIOES', tag)),
    );
  const faults = known.map((scheme) => faultsOf(sentences, scheme));
  const fewest = Math.min(...faults.map(({ count }) => count));
  const chosen = faults.findIndex(({ count }) => count === fewest);
  return {
    scheme: known[chosen] ?? null,
    reason: tags.size === 0 ? 'no-entities' : fewest === 0 ? 'fits' : 'fewest-faults',
    faults: Object.fromEntries(known.map((scheme, i) => [scheme, faults[i]?.count ?? 0])),
    firstFault: faults[chosen]?.first ?? null,
    odd: [],
  };
}

function without(reason: 'no-prefixes' | 'mixed-tags', odd: readonly string[]): SchemeGuess {
  return { scheme: null, reason, faults: {}, firstFault: null, odd: odd.slice(0, LISTED) };
}

function knows(scheme: Scheme, tag: string): boolean {
  return PREFIXES[scheme].includes(tag.charAt(0));
}

/** How many tags break the rules of a scheme, and the first that does. */
export function faultsOf(
  sentences: readonly (readonly string[])[],
  scheme: Scheme,
): { readonly count: number; readonly first: TagFault | null } {
  let count = 0;
  let first: TagFault | null = null;
  sentences.forEach((tags, sentence) => {
    let before: Tag = OUTSIDE;
    for (let token = 0; token <= tags.length; token++) {
      const tag = tags[token] ?? 'O';
      const now = parseTag(tag);
      if (!mayFollow(scheme, before, now)) {
        first ??= { sentence, token, before: tags[token - 1] ?? 'O', tag };
        count++;
      }
      before = now;
    }
  });
  return { count, first };
}

/** A stretch of words that are marked alike. */
export interface Stretch {
  readonly text: string;
  /** What they are; null for words that nothing is said of. */
  readonly type: string | null;
}

/**
 * Words with their tags as stretches: those of an entity together, by whatever scheme its tags are
 * (B- and I-, E- and S-), words of tags without prefixes each on its own.
 */
export function stretchesOf(words: readonly string[], tags: readonly string[]): Stretch[] {
  const stretches: { words: string[]; type: string | null }[] = [];
  let open = false;
  words.forEach((word, i) => {
    const { prefix, type } = parse(tags[i] ?? 'O');
    const last = stretches.at(-1);
    const goesOn =
      type === null ? last?.type === null : open && last?.type === type && prefix !== 'B';
    if (last && goesOn) last.words.push(word);
    else stretches.push({ words: [word], type });
    open = type !== null && !['', 'E', 'S', 'L', 'U'].includes(prefix);
  });
  return stretches.map((stretch) => ({ text: written(stretch.words), type: stretch.type }));
}

/** A character of Chinese or Japanese writing, with its punctuation. */
const SPACELESS =
  '[\\u3000-\\u30ff\\u3400-\\u9fff\\uf900-\\ufaff\\uff00-\\uffef\\u{20000}-\\u{2fa1f}]';
const BEGINS = new RegExp(`^${SPACELESS}`, 'u');
const ENDS = new RegExp(`${SPACELESS}$`, 'u');

/** Words as they are written one after another: with spaces but where both sides have none. */
function written(words: readonly string[]): string {
  return words
    .map((word, i) => {
      const before = words[i - 1];
      if (before === undefined) return word;
      return ENDS.test(before) && BEGINS.test(word) ? word : ` ${word}`;
    })
    .join('');
}

function parse(tag: string): { readonly prefix: string; readonly type: string | null } {
  if (tag === 'O' || tag === '') return { prefix: '', type: null };
  const marked = /^([BIESLU])-(.+)$/.exec(tag);
  return marked ? { prefix: marked[1] ?? '', type: marked[2] ?? tag } : { prefix: '', type: tag };
}

/** The types that tags tell apart, in their order. */
export function typesOf(labels: readonly string[]): string[] {
  return [...new Set(labels.flatMap((label) => parse(label).type ?? []))];
}

/** Marked stretches in a line: Ada Lovelace PER, London LOC. */
export function markedText(words: readonly string[], tags: readonly string[]): string {
  return stretchesOf(words, tags)
    .flatMap(({ text, type }) => (type === null ? [] : [`${text} ${type}`]))
    .join(', ');
}

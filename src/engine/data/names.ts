import type { ProblemLog } from './problems';

/**
 * Column names that are all different and not empty: a nameless column becomes “column 3”, the
 * second “label” becomes “label (2)”. `undefined` marks a column of a file without header, which
 * gets its name without a problem being told.
 */
export function nameColumns(
  names: readonly (string | undefined)[],
  problems: ProblemLog,
): string[] {
  const taken = new Set(names.map((name) => clean(name)));
  const used = new Set<string>();
  // Where the search for a free number goes on, so that thousands of equal names cost no more.
  const counts = new Map<string, number>();
  const isFree = (name: string) => !used.has(name) && !taken.has(name);
  function free(base: string): string {
    let count = counts.get(base) ?? 2;
    while (!isFree(`${base} (${count})`)) count += 1;
    counts.set(base, count + 1);
    return `${base} (${count})`;
  }
  return names.map((given, i) => {
    const position = i + 1;
    const original = clean(given);
    let name = original;
    if (original === '') {
      const plain = `column ${position}`;
      name = isFree(plain) ? plain : free(plain);
      if (given !== undefined) problems.add('empty-header', { position, name });
    } else if (used.has(original)) {
      name = free(original);
      problems.add('duplicate-header', { position, original, name });
    }
    used.add(name);
    return name;
  });
}

function clean(name: string | undefined): string {
  return name?.replaceAll('\0', '').trim() ?? '';
}

/** Names that a message writes out, of however many there are. */
const NAMES_SHOWN = 20;

/** Names as a message lists them: the first of many, then how many more there are. */
export function someNames(names: readonly string[]): string[] {
  const more = names.length - NAMES_SHOWN;
  return more > 0 ? [...names.slice(0, NAMES_SHOWN), `and ${more} more`] : [...names];
}

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
  const taken = new Set(names.map((name) => name?.trim() ?? ''));
  const used = new Set<string>();
  return names.map((given, i) => {
    const position = i + 1;
    const original = given?.replaceAll('\0', '').trim() ?? '';
    let name = original;
    if (original === '') {
      name = free(`column ${position}`, (candidate) => used.has(candidate) || taken.has(candidate));
      if (given !== undefined) problems.add('empty-header', { position, name });
    } else if (used.has(original)) {
      name = free(original, (candidate) => used.has(candidate) || taken.has(candidate));
      problems.add('duplicate-header', { position, original, name });
    }
    used.add(name);
    return name;
  });
}

function free(name: string, isTaken: (candidate: string) => boolean): string {
  if (!isTaken(name)) return name;
  let count = 2;
  while (isTaken(`${name} (${count})`)) count += 1;
  return `${name} (${count})`;
}

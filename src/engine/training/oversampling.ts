import { createRandom, permutation } from '../core/rng';

/** Stream number of draws among the uses of a run's seed; shuffles count up from another. */
const DRAW_STREAM = 0x0e5a0000;

/**
 * How often a row of each class is taken in an epoch that has as many rows of every class as of the
 * largest, on average over epochs; 0 for a class without rows.
 */
export function drawsByClass(classes: Int32Array): Float64Array {
  const sizes = sizesOf(classes);
  const most = sizes.reduce((largest, size) => Math.max(largest, size), 0);
  return Float64Array.from(sizes, (size) => (size === 0 ? 0 : most / size));
}

/** Rows of such an epoch. */
export function evenLength(classes: Int32Array): number {
  const sizes = sizesOf(classes);
  const present = sizes.filter((size) => size > 0).length;
  return present * sizes.reduce((largest, size) => Math.max(largest, size), 0);
}

/**
 * The rows of such an epoch, ascending, from (seed, epoch) alone: every row, those of rarer classes as
 * often as goes into the largest, and some of them, drawn without putting back, once more.
 */
export function evenRows(classes: Int32Array, epoch: number, seed: number): Uint32Array {
  const random = createRandom(seed, DRAW_STREAM + epoch);
  const taken = new Uint32Array(classes.length);
  const groups = groupsOf(classes);
  const most = groups.reduce((largest, { length }) => Math.max(largest, length), 0);
  for (const group of groups) {
    if (group.length === 0) continue;
    const again = permutation(group.length, random).subarray(0, most % group.length);
    for (const row of group) taken[row] = Math.floor(most / group.length);
    for (const place of again) {
      const row = group[place] ?? 0;
      taken[row] = (taken[row] ?? 0) + 1;
    }
  }
  const rows = new Uint32Array(evenLength(classes));
  let at = 0;
  taken.forEach((times, row) => {
    rows.fill(row, at, at + times);
    at += times;
  });
  return rows;
}

/** Rows of each class, by its number. */
function sizesOf(classes: Int32Array): Uint32Array {
  const sizes = new Uint32Array(1 + classes.reduce((last, own) => Math.max(last, own), -1));
  for (const own of classes) sizes[own] = (sizes[own] ?? 0) + 1;
  return sizes;
}

function groupsOf(classes: Int32Array): Uint32Array[] {
  const groups = Array.from(sizesOf(classes), (size) => new Uint32Array(size));
  const filled = new Uint32Array(groups.length);
  classes.forEach((own, row) => {
    const at = filled[own] ?? 0;
    filled[own] = at + 1;
    const group = groups[own];
    if (group) group[at] = row;
  });
  return groups;
}

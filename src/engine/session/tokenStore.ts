/** Ids that one buffer holds: 256 KiB. */
const BLOCK = 1 << 16;

/** Keeps the tokens of many rows in little memory. */
export interface TokenStore {
  /** The same ids, [n], as a view of a buffer that many rows share. */
  ids(given: Int32Array): Int32Array;
  /** The same types, [n]; rows of one text all share their zeros. */
  types(given: Int32Array): Int32Array;
}

/**
 * A store for the rows of a split. A million rows of a dozen tokens each are mostly overhead where
 * each has buffers of its own: about 2 KB a row, ten times its ids.
 */
export function createTokenStore(): TokenStore {
  let block = new Int32Array(0);
  let used = 0;
  const zeros = new Map<number, Int32Array>();

  function ids(given: Int32Array): Int32Array {
    if (used + given.length > block.length) {
      block = new Int32Array(Math.max(BLOCK, given.length));
      used = 0;
    }
    const kept = block.subarray(used, used + given.length);
    kept.set(given);
    used += given.length;
    return kept;
  }

  function types(given: Int32Array): Int32Array {
    if (given.some((type) => type !== 0)) return ids(given);
    const shared = zeros.get(given.length) ?? new Int32Array(given.length);
    zeros.set(given.length, shared);
    return shared;
  }
  return { ids, types };
}

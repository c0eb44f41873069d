import { expect } from 'vitest';

/** How far a score may be from what scikit-learn, scipy and seqeval say; of a large one this share. */
const TOLERANCE = 1e-9;

/** Holds a number, or null where there must be none, against the reference's. */
export function expectNear(found: unknown, wanted: number | null, what: string): void {
  if (wanted === null) return void expect(found, what).toBeNull();
  expect(found, what).toBeTypeOf('number');
  expect(Math.abs((found as number) - wanted), what).toBeLessThanOrEqual(
    TOLERANCE * Math.max(1, Math.abs(wanted)),
  );
}

/** The same, of every element. */
export function expectAllNear(
  found: ArrayLike<number>,
  wanted: readonly number[],
  what: string,
): void {
  expect(found.length, `${what}: length`).toBe(wanted.length);
  wanted.forEach((value, i) => {
    expectNear(found[i], value, `${what} ${i}`);
  });
}

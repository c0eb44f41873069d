import type { Random } from '../core/rng';

/** Below this mean, counting up from 0 is quicker than rejection, which wants at least 10. */
const SMALL_MEAN = 10;

/** How many of `trials` succeed, each with `chance`: a draw of the binomial distribution. */
export function binomial(random: Random, trials: number, chance: number): number {
  if (trials === 0 || chance <= 0) return 0;
  if (chance >= 1) return trials;
  if (chance > 0.5) return trials - binomial(random, trials, 1 - chance);
  return trials * chance < SMALL_MEAN
    ? byInversion(random, trials, chance)
    : byRejection(random, trials, chance);
}

/** Walks up the distribution until it has passed a uniform number. */
function byInversion(random: Random, trials: number, chance: number): number {
  const odds = chance / (1 - chance);
  let mass = Math.exp(trials * Math.log1p(-chance));
  let left = random.uniform() - mass;
  let k = 0;
  while (left >= 0 && k < trials) {
    k++;
    mass *= (odds * (trials - k + 1)) / k;
    left -= mass;
  }
  return k;
}

/** Transformed rejection with squeeze: Hörmann 1993, "The generation of binomial random variates", BTRS. */
function byRejection(random: Random, trials: number, chance: number): number {
  const odds = chance / (1 - chance);
  const deviation = Math.sqrt(trials * chance * (1 - chance));
  const b = 1.15 + 2.53 * deviation;
  const a = -0.0873 + 0.0248 * b + 0.01 * chance;
  const centre = trials * chance + 0.5;
  const squeeze = 0.92 - 4.2 / b;
  const mode = Math.floor((trials + 1) * chance);
  for (;;) {
    const u = random.uniform() - 0.5;
    const v = random.uniform();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + centre);
    if (us >= 0.07 && v <= squeeze) return k;
    if (k < 0 || k > trials) continue;
    const height = (v * (2.83 + 5.1 / b) * deviation) / (a / (us * us) + b);
    if (Math.log(height) <= logMass(trials, k, odds) - logMass(trials, mode, odds)) return k;
  }
}

/** Logarithm of C(n, k)·odds^k. */
function logMass(n: number, k: number, odds: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k) + k * Math.log(odds);
}

/** ln 0!, ln 1!, … where Stirling's series is too short. */
const SMALL_FACTORIALS = [1, 1, 2, 6, 24, 120, 720, 5040, 40320, 362880].map(Math.log);

/** ln n!; Stirling's series, right to 1e-12 of its value. */
export function logFactorial(n: number): number {
  const exact = SMALL_FACTORIALS[n];
  if (exact !== undefined) return exact;
  const square = n * n;
  const series = (1 / 12 - (1 / 360 - (1 / 1260 - 1 / 1680 / square) / square) / square) / n;
  return (n + 0.5) * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI) + series;
}

import { createRandom, type Random } from '../core/rng';
import type { Statistic } from './resample';

/** Random choices of rows that a score is held against. */
const DRAWS = 1000;
/** Choices between two turns of other work. */
const DRAWS_A_TURN = 20;
/** Stream of the choices among the uses of a seed. */
const RARITY_STREAM = 0x5a1e;

/** A score that some rows have, to be told from what as many others would have by chance. */
export interface FoundScore {
  readonly metric: string;
  readonly value: number;
  readonly rows: number;
  /** Whether lower is worse. */
  readonly lowIsWorse: boolean;
}

/**
 * How often as many rows, chosen at random of all that there are, score as badly: a permutation test
 * (Fisher 1935) that holds for any score; (1 + hits)/(1 + draws), so that it is never 0. `breathe` is
 * awaited now and then.
 */
export async function rarityOf(
  statistic: Statistic,
  { metric, value, rows, lowIsWorse }: FoundScore,
  seed: number,
  breathe: () => Promise<void>,
): Promise<number> {
  const { cellOf, cells } = statistic;
  const random = createRandom(seed, RARITY_STREAM);
  const order = Int32Array.from(cellOf, (_, row) => row);
  const counts = new Int32Array(cells);
  let hits = 0;
  for (let draw = 0; draw < DRAWS; draw++) {
    if (draw % DRAWS_A_TURN === 0) await breathe();
    counts.fill(0);
    chooseRows(order, rows, random);
    for (let i = 0; i < rows; i++) {
      const cell = cellOf[order[i] as number] as number;
      counts[cell] = (counts[cell] as number) + 1;
    }
    const chance = statistic.scores(counts)[metric] ?? null;
    if (chance !== null && (lowIsWorse ? chance <= value : chance >= value)) hits += 1;
  }
  return (1 + hits) / (1 + DRAWS);
}

/** Puts a random choice of `count` rows first: the first steps of a Fisher–Yates shuffle. */
function chooseRows(order: Int32Array, count: number, random: Random): void {
  for (let i = 0; i < count; i++) {
    const other = i + random.integer(order.length - i);
    const mine = order[i] as number;
    order[i] = order[other] as number;
    order[other] = mine;
  }
}

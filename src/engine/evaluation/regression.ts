import { cellsOf, type Scores, type Statistic } from './resample';
import { type Score, scoresOf } from './score';

/** True and predicted value of each row of one target. */
interface Pairs {
  readonly truth: Float64Array;
  readonly said: Float64Array;
  /** Rows in the order of their value, for ranks. */
  readonly byTruth: Int32Array;
  readonly bySaid: Int32Array;
}

/**
 * Scores of predicted against true values, both flat [R, T]: `mse`, `rmse`, `mae`, `r2`, `pearson`,
 * `spearman`, each the mean over the targets, as scikit-learn's uniform average and scipy's
 * pearsonr and spearmanr (ties share their mean rank). A target that does not vary has no R² and no
 * correlation; two rows at least are needed for either.
 */
export function regressionScores(
  said: ArrayLike<number>,
  truth: ArrayLike<number>,
  targets: number,
): Record<string, Score> {
  const all = pairsOf(said, truth, targets);
  const rows = all[0]?.truth.length ?? 0;
  const reason = rows === 0 ? 'no-rows' : rows < 2 ? 'too-few-rows' : 'constant-target';
  return scoresOf(scoresOfPairs(all, new Int32Array(rows).fill(1)), reason);
}

/** The scores of {@link regressionScores} of any choice of rows. */
export function regressionStatistic(
  said: ArrayLike<number>,
  truth: ArrayLike<number>,
  targets: number,
): Statistic {
  const all = pairsOf(said, truth, targets);
  const rows = all[0]?.truth.length ?? 0;
  const { cellOf } = cellsOf(rows, (row) => row);
  return { cellOf, cells: rows, scores: (counts) => scoresOfPairs(all, counts) };
}

function pairsOf(said: ArrayLike<number>, truth: ArrayLike<number>, targets: number): Pairs[] {
  const rows = truth.length / targets;
  const column = (values: ArrayLike<number>, target: number): Float64Array =>
    Float64Array.from({ length: rows }, (_, row) => values[row * targets + target] as number);
  return Array.from({ length: targets }, (_, target) => {
    const [own, other] = [column(truth, target), column(said, target)];
    return { truth: own, said: other, byTruth: orderOf(own), bySaid: orderOf(other) };
  });
}

function orderOf(values: Float64Array): Int32Array {
  const order = Int32Array.from(values, (_, i) => i);
  return order.sort((a, b) => (values[a] as number) - (values[b] as number));
}

function scoresOfPairs(all: readonly Pairs[], counts: Int32Array): Scores {
  const each = all.map((pairs) => scoresOfTarget(pairs, counts));
  const names = ['mse', 'rmse', 'mae', 'r2', 'pearson', 'spearman'] as const;
  return Object.fromEntries(
    names.map((name) => {
      const values = each.map((scores) => scores[name]).filter((value) => value !== null);
      const sum = values.reduce((total, value) => total + value, 0);
      return [name, values.length > 0 ? sum / values.length : null];
    }),
  );
}

function scoresOfTarget({ truth, said, byTruth, bySaid }: Pairs, counts: Int32Array) {
  let [rows, squared, absolute] = [0, 0, 0];
  counts.forEach((count, row) => {
    const off = (said[row] as number) - (truth[row] as number);
    rows += count;
    squared += count * off * off;
    absolute += count * Math.abs(off);
  });
  const mse = rows > 0 ? squared / rows : null;
  const spread = momentsOf(truth, truth, counts).product;
  return {
    mse,
    rmse: mse === null ? null : Math.sqrt(mse),
    mae: rows > 0 ? absolute / rows : null,
    r2: rows > 1 && spread > 0 ? 1 - squared / spread : null,
    pearson: correlation(truth, said, counts),
    spearman: correlation(ranksOf(truth, byTruth, counts), ranksOf(said, bySaid, counts), counts),
  };
}

/** Σ count · (a − ā)(b − b̄), and the rows. */
function momentsOf(a: Float64Array, b: Float64Array, counts: Int32Array) {
  let [rows, sumA, sumB] = [0, 0, 0];
  counts.forEach((count, row) => {
    rows += count;
    sumA += count * (a[row] as number);
    sumB += count * (b[row] as number);
  });
  const [meanA, meanB] = [sumA / rows, sumB / rows];
  let product = 0;
  counts.forEach((count, row) => {
    product += count * ((a[row] as number) - meanA) * ((b[row] as number) - meanB);
  });
  return { rows, product };
}

function correlation(a: Float64Array, b: Float64Array, counts: Int32Array): number | null {
  const { rows, product } = momentsOf(a, b, counts);
  const spread = momentsOf(a, a, counts).product * momentsOf(b, b, counts).product;
  if (rows < 2 || !(spread > 0)) return null;
  return Math.max(-1, Math.min(1, product / Math.sqrt(spread)));
}

/** Mean ranks of a choice of rows, equal values sharing theirs; `order` is that of the values. */
function ranksOf(values: Float64Array, order: Int32Array, counts: Int32Array): Float64Array {
  const ranks = new Float64Array(values.length);
  let below = 0;
  for (let from = 0; from < order.length; ) {
    const value = values[order[from] as number];
    let to = from;
    let equal = 0;
    while (to < order.length && values[order[to] as number] === value)
      equal += counts[order[to++] as number] as number;
    for (let i = from; i < to; i++) ranks[order[i] as number] = below + (equal + 1) / 2;
    below += equal;
    from = to;
  }
  return ranks;
}

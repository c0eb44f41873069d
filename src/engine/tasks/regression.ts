import type { ConfigOf, Field } from '../core/fields';
import { histogramOf } from '../evaluation/histogram';
import { regressionScores, regressionStatistic } from '../evaluation/regression';
import { metricsOf } from '../evaluation/score';
import { input } from '../graph/leaves';
import { targetLoss } from '../ops/targetLoss';
import { POOLING_FIELD, sequenceHead, sequenceLogits } from './sequenceHead';
import { fromUnits, type Scaling, scalingOf, toUnits } from './targetScale';
import { defineTask, rowsTarget } from './task';

const FIELDS = [
  POOLING_FIELD,
  {
    key: 'standardize',
    label: 'Standardize',
    kind: 'boolean',
    default: true,
    help: 'Learns in units of the spread around the mean. Every number shown is in the data’s own unit.',
    advanced: true,
  },
  {
    key: 'transform',
    label: 'Scale of the numbers',
    kind: 'choice',
    default: 'auto',
    options: [
      { value: 'auto', label: 'as the numbers suit', help: 'By ratios where few are very large.' },
      { value: 'linear', label: 'differences' },
      { value: 'log', label: 'ratios', help: 'Logarithms; for prices, incomes, counts above 0.' },
    ],
    help: 'Whether twice as much or ten more means the same everywhere.',
  },
  {
    key: 'labels',
    label: 'Targets',
    kind: 'list',
    default: [],
    options: null,
    help: 'Names of the numbers, in the order of their columns.',
    advanced: true,
    fromData: true,
  },
  {
    key: 'means',
    label: 'Means',
    kind: 'numbers',
    default: [],
    help: 'Mean of each target in the training rows, on its scale.',
    advanced: true,
    fromData: true,
  },
  {
    key: 'spreads',
    label: 'Standard deviations',
    kind: 'numbers',
    default: [],
    help: 'Standard deviation of each target in the training rows, on its scale.',
    advanced: true,
    fromData: true,
  },
] as const satisfies readonly Field[];

type RegressionConfig = ConfigOf<typeof FIELDS>;

/**
 * One number per text, or several: pooled vector → `classifier` → mean squared error, as transformers
 * with problem_type regression, on standardized targets.
 */
export const regression = defineTask<RegressionConfig>({
  id: 'regression',
  label: 'Predict numbers',
  summary: 'A number, or several, for each text',
  goal: 'numbers',
  fields: FIELDS,
  batchSize: 8,
  peftTaskType: 'SEQ_CLS',
  problemType: 'regression',
  settle(config, { names, train }) {
    const known = config.means.length === names.length && config.transform !== 'auto';
    const scaling = known ? scalingIn(config) : scalingOf([...train], names.length, config);
    return { ...config, ...scaling, labels: names };
  },
  head: (shape, { labels }) => sequenceHead(shape, labels.length),
  build(net, model, { pooling, labels }) {
    const logits = sequenceLogits(net, model, pooling);
    const targets = input('targets', ['S', labels.length], 'f32');
    const divisor = input('divisor', [1], 'f32');
    return { logits, loss: targetLoss(logits, targets, divisor, 'squaredError') };
  },
  targets: (examples, config) => ({
    targets: toUnits(rowsTarget(examples, config.labels.length), scalingIn(config)),
  }),
  weight: (examples, { labels }) => examples.length * labels.length,
  decode({ logits }, config) {
    const count = config.labels.length;
    const values = fromUnits(logits, scalingIn(config));
    return Array.from({ length: values.length / count }, (_, row) => {
      const scores = Array.from(values.subarray(row * count, (row + 1) * count));
      return { said: scores.map(numberText).join('; '), scores, sure: null };
    });
  },
  headline: ['r2', 'mae', 'rmse', 'pearson', 'spearman'],
  details: { errors: ['mse'] },
  metrics: ({ logits, targets }, config) =>
    metricsOf(
      regressionScores(fromUnits(logits, scalingIn(config)), targets, config.labels.length),
    ),
  statistic: ({ logits, targets }, config) =>
    regressionStatistic(fromUnits(logits, scalingIn(config)), targets, config.labels.length),
  report({ logits, targets }, config) {
    const count = config.labels.length;
    const said = fromUnits(logits, scalingIn(config));
    const column = (values: ArrayLike<number>, i: number): number[] =>
      Array.from(values).filter((_, at) => at % count === i);
    return {
      scatter: config.labels.map((_, i) => ({ truth: column(targets, i), said: column(said, i) })),
    };
  },
  distribution(targets, { labels, transform }) {
    const rows = [...targets];
    const scale = transform === 'log' ? 'log' : 'linear';
    return labels.map((_, i) =>
      histogramOf(
        rows.map((row) => row[i] ?? Number.NaN),
        scale,
      ),
    );
  },
  meanLoss({ logits, targets }, config) {
    const wanted = toUnits(targets, scalingIn(config));
    const sum = logits.reduce((all, value, i) => all + (value - (wanted[i] ?? 0)) ** 2, 0);
    return sum / Math.max(1, logits.length);
  },
  // Of always saying the mean.
  guessingLoss: (config) => (config.standardize ? 1 : meanSquare(config.spreads)),
  compare(target, { said, scores }, config) {
    // In units of the head, so that targets of different size weigh alike.
    const [wanted, found] = [target, Float32Array.from(scores)].map((values) =>
      toUnits(values, scalingIn(config)),
    );
    const off = Math.max(
      0,
      ...(wanted ?? []).map((value, i) => Math.abs(value - (found?.[i] ?? 0))),
    );
    const label = Array.from(target, numberText).join('; ');
    return { label, predicted: said, probability: null, off };
  },
  answers: {
    written: 'numbers',
    truth: (target) => Array.from(target),
    said: ({ scores }) => scores,
  },
});

function scalingIn({ transform, means, spreads, standardize }: RegressionConfig): Scaling {
  return { transform: transform === 'log' ? 'log' : 'linear', means, spreads, standardize };
}

function meanSquare(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value * value, 0) / Math.max(1, values.length);
}

/** A number as a person writes it: six digits at most. */
function numberText(value: number): string {
  return String(Number(value.toPrecision(6)));
}

import {
  type LabelCounts,
  type LabelMetrics,
  labelMetrics,
  macroAverage,
  microAverage,
  named,
  type PrecisionRecall,
  weightedAverage,
} from './averages';
import { sumLabels } from './labelTable';
import { onceEach, type Scores, type Statistic, weightedMean } from './resample';
import { type Score, scoresOf } from './score';
import {
  type CountedSentences,
  countSentences,
  type Reading,
  type TaggedSentences,
} from './spanCounts';

/** What predicted entities are worth. */
export interface SpanScores {
  /**
   * `precision`, `recall`, `f1` of all entities; `…_macro` and `…_weighted` over the types; `accuracy`
   * of the tags. Without an entity in truth or prediction the first nine are not defined.
   */
  readonly scores: Readonly<Record<string, Score>>;
  /** By type, sorted. */
  readonly perType: Readonly<Record<string, LabelMetrics>>;
}

/**
 * Scores predicted against true tags: an entity is right where sentence, type, first and last token
 * are. Equal to seqeval, which says 0 or NaN where there are no entities at all.
 */
export function spanScores(
  truth: TaggedSentences,
  predicted: TaggedSentences,
  reading: Reading = 'default',
): SpanScores {
  const counted = countSentences(truth, predicted, reading);
  const counts = onceEach(counted.cellOf, counted.cells);
  const { accuracy, ...spans } = scoresOfSentences(counted, counts);
  const all = sumLabels(counted.table, counts);
  return {
    scores: { ...scoresOf(spans, 'no-entities'), ...scoresOf({ accuracy }, 'no-rows') },
    perType: Object.fromEntries(
      counted.types.map((type, i) => [type, labelMetrics(all[i] as LabelCounts)]),
    ),
  };
}

/** The scores of {@link spanScores} of any choice of sentences. */
export function spanStatistic(
  truth: TaggedSentences,
  predicted: TaggedSentences,
  reading: Reading = 'default',
): Statistic {
  const counted = countSentences(truth, predicted, reading);
  return {
    cellOf: counted.cellOf,
    cells: counted.cells,
    scores: (counts) => scoresOfSentences(counted, counts),
  };
}

function scoresOfSentences(
  counted: CountedSentences,
  counts: Int32Array,
): Scores & { readonly accuracy: number | null } {
  // Only types that occur have a part in the means, as in seqeval.
  const types = sumLabels(counted.table, counts).filter(
    ({ predicted, support }) => predicted + support > 0,
  );
  const average = (
    of: (counts: readonly LabelCounts[]) => PrecisionRecall,
  ): Readonly<Record<keyof PrecisionRecall, number | null>> =>
    types.length > 0 ? of(types) : NONE;
  const right = weightedMean(counted.right, counts);
  const tokens = weightedMean(counted.tokens, counts);
  return {
    ...average(microAverage),
    ...named(average(macroAverage), 'macro'),
    ...named(average(weightedAverage), 'weighted'),
    accuracy: tokens ? Number(right) / tokens : null,
  };
}

const NONE = { precision: null, recall: null, f1: null };

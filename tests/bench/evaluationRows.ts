import type { Executor } from '../../src/engine/backends/executor';
import { createRandom } from '../../src/engine/core/rng';
import { bootstrapIntervals, pairedBootstrap } from '../../src/engine/evaluation/bootstrap';
import { confusionStatistic } from '../../src/engine/evaluation/classification';
import type { LoadedModel } from '../../src/engine/session/loadedModel';
import type { Example } from '../../src/engine/tasks/task';
import { type BenchRow, quickest } from './measure';
import { miniLmTrainer, padded } from './workload';

const CLASSES = 6;

/** Answers of which `share` are right, and the labels. */
function answers(rows: number, share: number): { labels: Int32Array; said: Int32Array } {
  const random = createRandom(1, 1);
  const labels = Int32Array.from({ length: rows }, () => random.integer(CLASSES));
  const said = labels.map((label) => (random.uniform() < share ? label : random.integer(CLASSES)));
  return { labels, said };
}

/** Milliseconds of 1,000 resamples: intervals of every classification metric, and base against tuned. */
export async function evaluationRows(place: string): Promise<BenchRow[]> {
  const { labels, said } = answers(10_000, 0.8);
  const many = answers(100_000, 0.8);
  const base = answers(10_000, 0.6).said;
  const of = (answer: Int32Array) => confusionStatistic(labels, answer, CLASSES);
  const intervals = await quickest(3, () => void bootstrapIntervals(labels, said, CLASSES, 1));
  const larger = await quickest(3, () => {
    bootstrapIntervals(many.labels, many.said, CLASSES, 1);
  });
  const paired = await quickest(3, () => void pairedBootstrap(of(base), of(said), 1));
  const row = (what: string, value: number): BenchRow => ({
    measure: `${place}: ${what}, ${CLASSES} classes, 1,000 resamples`,
    figures: {},
    value,
    unit: 'ms',
    target: 300,
    better: 'smaller',
    note: '',
  });
  return [
    row('intervals of 10,000 answers', intervals),
    row('intervals of 100,000 answers', larger),
    row('base against tuned on 10,000 answers', paired),
  ];
}

/** Rows of an evaluation that are measured: what it takes grows with their number, and no ratio does. */
const EVALUATED = 1000;
const BATCH = 16;

/** Logits of rows of mixed length in packed batches, against batches padded to their longest row. */
export async function packedEvaluationRow(
  place: string,
  model: LoadedModel,
  executor: Executor,
  examples: readonly Example[],
): Promise<BenchRow> {
  const random = createRandom(3, 3);
  const drawn = Array.from(
    { length: EVALUATED },
    () => examples[random.integer(examples.length)] as Example,
  );
  const widened = Array.from({ length: Math.ceil(EVALUATED / BATCH) }, (_, i) =>
    padded(drawn.slice(i * BATCH, (i + 1) * BATCH)),
  );
  const tokens = widened.map((batch) => batch.reduce((sum, { ids }) => sum + ids.length, 0));
  const capacity = { N: Math.max(...tokens), S: BATCH };
  const trainer = await miniLmTrainer(model, executor, 'full', capacity);
  await trainer.infer(drawn.slice(0, BATCH));
  const packed = await quickest(2, async () => void (await trainer.infer(drawn)));
  const filled = await quickest(2, async () => void (await trainer.infer(widened.flat())));
  return {
    measure: `${place}: evaluation of rows of mixed length in packed batches, against padded`,
    figures: {
      'packed rows/s': (1000 * EVALUATED) / packed,
      'padded rows/s': (1000 * EVALUATED) / filled,
    },
    value: filled / packed,
    unit: '× rows/s',
    target: 1.5,
    better: 'larger',
    note: `${EVALUATED} rows drawn from support-tickets, batches of ${BATCH}`,
  };
}

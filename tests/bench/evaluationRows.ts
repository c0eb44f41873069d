import { createRandom } from '../../src/engine/core/rng';
import { bootstrapIntervals, pairedBootstrap } from '../../src/engine/evaluation/bootstrap';
import { confusionStatistic } from '../../src/engine/evaluation/classification';
import { type BenchRow, quickest } from './measure';

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

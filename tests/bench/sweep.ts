import { bundledModel, type Chosen, scoreOf } from './sampleRun';

/** No seed of the accuracy rows, so that what is chosen here was not chosen on what judges it. */
const SEEDS = [21, 22];
const SAMPLES = ['support-tickets', 'reviews'];
/** What samples are judged by where it is not the accuracy. */
const METRICS: Readonly<Record<string, string>> = {
  'events-ner': 'f1',
  apartments: 'r2',
  'articles-topics': 'f1_micro',
};

type Settings = Omit<Chosen, 'seed'>;

/**
 * Trains settings on both samples and says the held-out accuracy, or what else a sample is judged by, of each, as lines of JSON: how the
 * defaults of methods were found (docs/defaults.md). `wanted` are settings as JSON: one, or a list,
 * with `seeds` and `samples` where other ones are wanted.
 */
export async function sweep(wanted: string): Promise<void> {
  const model = await bundledModel();
  const all = [JSON.parse(wanted)].flat() as (Settings & {
    seeds?: number[];
    samples?: string[];
  })[];
  for (const { seeds = SEEDS, samples = SAMPLES, ...settings } of all) {
    const found: Record<string, number[]> = {};
    for (const sample of samples) {
      const scores: number[] = [];
      for (const seed of seeds)
        scores.push(await scoreOf(model, sample, { ...settings, seed }, METRICS[sample]));
      found[sample] = scores.map((score) => Number(score.toFixed(3)));
    }
    console.log(JSON.stringify({ ...settings, ...found }));
  }
}

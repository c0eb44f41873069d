import type { BenchRow } from './measure';
import { accuracyOf, bundledModel } from './sampleRun';

/** What the samples were measured to give in PyTorch: accuracy on 15 % of the rows, three seeds. */
const PROMISED: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'support-tickets': { full: 0.847, 'head-only': 0.804 },
  reviews: { full: 0.871, 'head-only': 0.775 },
};

const ALLOWED = 0.02;
const SEEDS = [42, 43, 44];

/** Held-out accuracy that the studio reaches on each sample when nothing but the seed is set. */
export async function accuracyRows(say: (line: string) => void): Promise<BenchRow[]> {
  const model = await bundledModel();
  const rows: BenchRow[] = [];
  for (const [sample, methods] of Object.entries(PROMISED)) {
    for (const [method, promised] of Object.entries(methods)) {
      const figures: Record<string, number> = {};
      for (const seed of SEEDS) {
        const found = await accuracyOf(model, sample, { method, seed });
        figures[`seed ${seed}`] = found;
        say(`${sample}, ${method}, seed ${seed}: ${found.toFixed(3)}`);
      }
      const mean = Object.values(figures).reduce((sum, value) => sum + value, 0) / SEEDS.length;
      rows.push({
        measure: `${sample}, ${method}: held-out accuracy with the studio's defaults`,
        figures,
        value: mean,
        unit: 'of the rows',
        target: promised - ALLOWED,
        better: 'larger',
        note: `PyTorch ${promised}`,
      });
    }
  }
  return rows;
}

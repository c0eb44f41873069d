import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FIRST_STATE, jobOf, type StudioState } from '../../src/app/stores/studioState';
import { createWasmExecutor } from '../../src/engine/backends/wasm/executor';
import { startNodeThread } from '../../src/engine/backends/wasm/nodeThread';
import {
  checkJob,
  createRunControl,
  createSession,
  describe,
  type LoadedModel,
  openDataset,
  openModel,
  prepareJob,
} from '../../src/engine/index';
import { fileSource, folderFiles } from '../support/folder';
import type { BenchRow } from './measure';

/** What the samples were measured to give in PyTorch: accuracy on 15 % of the rows, three seeds. */
const PROMISED: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'support-tickets': { full: 0.847, 'head-only': 0.804 },
  reviews: { full: 0.871, 'head-only': 0.775 },
};

const ALLOWED = 0.02;
const SEEDS = [42, 43, 44];
const MODEL = 'all-minilm-l6-v2';

/** Held-out accuracy that the studio reaches on each sample when nothing but the seed is set. */
export async function accuracyRows(say: (line: string) => void): Promise<BenchRow[]> {
  const files = folderFiles(join(process.cwd(), 'public/models', MODEL));
  const model = await openModel({ id: MODEL, label: MODEL, files });
  const rows: BenchRow[] = [];
  for (const [sample, methods] of Object.entries(PROMISED)) {
    for (const [method, promised] of Object.entries(methods)) {
      const figures: Record<string, number> = {};
      for (const seed of SEEDS) {
        const found = await accuracy(model, sample, method, seed);
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

async function accuracy(
  model: LoadedModel,
  sample: string,
  method: string,
  seed: number,
): Promise<number> {
  const train = await openDataset(fileSource(join(process.cwd(), `public/samples/${sample}.csv`)));
  const job = checkJob(studioJob(sample, method, seed));
  const prepared = await prepareJob({ job, model, datasets: { train } });
  const executor = await createWasmExecutor({ threads: 2, startThread: startNodeThread });
  const run = await createSession(prepared, executor);
  const events = run.train({
    runId: sample,
    control: createRunControl(),
    reason: '',
    now: () => performance.now(),
    breathe: async () => {},
    keepCheckpoint: async () => {},
    onPrepare: () => {},
  });
  let last = Number.NaN;
  for await (const event of events)
    if (event.type === 'evaluation') last = Number(event.metrics.accuracy);
  run.dispose();
  return last;
}

/** The job that the studio makes of a sample and a method. */
function studioJob(sample: string, method: string, seed: number): unknown {
  const index = readFileSync(join(process.cwd(), 'public/samples/index.json'), 'utf8');
  const entry = JSON.parse(index).samples.find(({ id }: { id: string }) => id === sample);
  return jobOf({
    ...FIRST_STATE,
    catalog: { ...describe(), version: '', models: [] },
    dataset: { name: entry.file } as StudioState['dataset'],
    model: { id: MODEL } as StudioState['model'],
    roles: entry.columns,
    method,
    training: { ...FIRST_STATE.training, seed },
  });
}

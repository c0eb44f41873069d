import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  FIRST_STATE,
  jobOf,
  type StudioState,
  trainingFor,
} from '../../src/app/stores/studioState';
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

const MODEL = 'all-minilm-l6-v2';

/** What a run sets beside what the studio does on its own. */
export interface Chosen {
  readonly method: string;
  readonly seed: number;
  readonly learningRate?: number;
  readonly headRate?: number;
  readonly epochs?: number;
  readonly pooling?: string;
  readonly config?: StudioState['methodConfigs'][string];
}

/** The model that comes with the studio. */
export function bundledModel(): Promise<LoadedModel> {
  const files = folderFiles(join(process.cwd(), 'public/models', MODEL));
  return openModel({ id: MODEL, label: MODEL, files });
}

/** A metric of the held-out rows of a sample after a run as the studio makes it. */
export async function scoreOf(
  model: LoadedModel,
  sample: string,
  chosen: Chosen,
  metric = 'accuracy',
): Promise<number> {
  const { file } = sampleEntry(sample);
  const train = await openDataset(fileSource(join(process.cwd(), 'public/samples', file)));
  const job = checkJob(studioJob(sample, chosen));
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
    if (event.type === 'evaluation') last = Number(event.metrics[metric]);
  run.dispose();
  return last;
}

interface SampleEntry {
  readonly file: string;
  readonly task: string;
  readonly columns: Readonly<Record<string, string>>;
}

function sampleEntry(sample: string): SampleEntry {
  const index = readFileSync(join(process.cwd(), 'public/samples/index.json'), 'utf8');
  return JSON.parse(index).samples.find(({ id }: { id: string }) => id === sample);
}

/** The job that the studio makes of a sample and a method. */
function studioJob(sample: string, chosen: Chosen): unknown {
  const { file, task, columns } = sampleEntry(sample);
  const catalog = { ...describe(), version: '', models: [] };
  const training = trainingFor({ ...FIRST_STATE, catalog }, task);
  const { taskConfig } = FIRST_STATE;
  const { method, seed, learningRate = null, headRate, epochs = training.epochs, pooling } = chosen;
  const general = { ...training.more.training, ...(headRate !== undefined && { headRate }) };
  return jobOf({
    ...FIRST_STATE,
    catalog,
    task,
    dataset: { name: file } as StudioState['dataset'],
    model: { id: MODEL } as StudioState['model'],
    roles: columns,
    method,
    learningRate,
    methodConfigs: chosen.config ? { [method]: chosen.config } : {},
    taskConfig: pooling ? { ...taskConfig, pooling } : taskConfig,
    training: { ...training, seed, epochs, more: { ...training.more, training: general } },
  });
}

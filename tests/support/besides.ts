import type { Executor } from '../../src/engine/backends/executor';
import { memorySource } from '../../src/engine/core/bytes';
import type { Job } from '../../src/engine/job';
import {
  checkJob,
  createSession,
  openModel,
  prepareExport,
  prepareJob,
} from '../../src/engine/session';
import { askTexts } from '../../src/engine/session/asked';
import { type Answering, Besides } from '../../src/engine/session/beside';
import type { LoadedModel } from '../../src/engine/session/loadedModel';
import type { Run } from '../../src/engine/session/run';
import { quietHooks } from './hooks';
import { tinyBertFiles, tinyCsv } from './tinyBert';
import { csv } from './tunedRun';

/** Rows of whole blocks, so that weights may be packed. */
const SIZES = { hidden_size: 32, intermediate_size: 64 };
const TEXTS = [{ text: 'the red cat eats' }, { text: 'a blue dog sleeps' }, { text: 'fish' }];

/** A run and what it leaves: its completed job, and its checkpoint. */
export interface Trained {
  readonly run: Run;
  readonly job: Job;
  readonly checkpoint: Uint8Array;
}

/** A base whose weights may be packed. */
export async function packableModel(): Promise<LoadedModel> {
  const files = await tinyBertFiles({ sizes: SIZES });
  return openModel({ id: 'a/tiny', label: 'Tiny', files });
}

/** A run of three steps on a model that is open already. */
export async function trainOn(
  model: LoadedModel,
  executor: Executor,
  change: object,
  { text = tinyCsv(), training = {} }: { text?: string; training?: object } = {},
): Promise<Trained> {
  const job = checkJob({
    version: 1,
    model: 'a/tiny',
    data: { train: 'rows.csv', validation: null },
    task: { id: 'sequence-classification' },
    method: { id: 'lora' },
    ...change,
    training: {
      maxSteps: 3,
      maxTokens: 12,
      optimizer: { id: 'adamw', learningRate: 0.02 },
      ...training,
    },
  });
  const datasets = { train: await csv(text, 'rows.csv') };
  const run = await createSession(await prepareJob({ job, model, datasets }), executor);
  let checkpoint = new Uint8Array(0);
  const hooks = quietHooks({
    keepCheckpoint: async ({ bytes }) => {
      checkpoint = bytes.slice();
    },
  });
  for await (const event of run.train(hooks, null, 'job'))
    if (event.type === 'failed') throw new Error(event.error.message);
  return { run, job: run.parts.job, checkpoint };
}

/** Logits of three texts by a run, or by a model beside one, and by its base. */
export async function answersOf(one: Answering): Promise<{ base: number[]; tuned: number[] }> {
  const examples = askTexts(one.parts, TEXTS).flatMap((asked) => asked.examples);
  const base = await one.withBase(() => one.answer(examples));
  const { logits } = await one.answer(examples);
  return { base: Array.from(base.logits), tuned: Array.from(logits) };
}

/** Puts a trained run beside another as the studio does it: from its job and its checkpoint alone. */
export async function putBeside(
  besides: Besides,
  id: string,
  { job, checkpoint }: Trained,
): Promise<Answering> {
  const parts = await prepareExport(job, besides.host.parts.model);
  return besides.add(id, parts, memorySource(checkpoint, 'checkpoint'));
}

/** What may stand beside a run; nothing yet. */
export function besidesOf({ run }: Trained): Besides {
  return new Besides(run, run.executor);
}

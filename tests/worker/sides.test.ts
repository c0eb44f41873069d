import 'fake-indexeddb/auto';
import { afterEach, expect, it, vi } from 'vitest';
import type { Executor } from '../../src/engine/backends/executor';
import { createWasmExecutor } from '../../src/engine/backends/wasm/executor';
import {
  checkJob,
  createSession,
  EngineError,
  type LoadedModel,
  memorySource,
  openDataset,
  openModel,
  prepareJob,
  type Run,
} from '../../src/engine/index';
import { createMemoryStore } from '../../src/engine/storage/memory';
import { openRecords } from '../../src/engine/storage/records';
import type { ModelShelf } from '../../src/worker/modelShelf';
import { keepInputs } from '../../src/worker/runInputs';
import type { Running } from '../../src/worker/running';
import { newRun } from '../../src/worker/runRecord';
import { createSides } from '../../src/worker/sides';
import { quietHooks } from '../support/hooks';
import { tinyBertFiles, tinyCsv } from '../support/tinyBert';
import { exportedFolder } from '../support/tunedRun';

const TEXTS = [{ text: 'the red cat eats' }, { text: 'a fish' }];
const executors: Executor[] = [];
let made = 0;

afterEach(() => {
  for (const executor of executors.splice(0)) executor.dispose();
});

const bert = async (id: string): Promise<LoadedModel> =>
  openModel({ id, label: id, files: await tinyBertFiles() });

/** A browser that has trained these methods on a base each, with nothing loaded. */
async function studio(trained: Readonly<Record<string, { method: string; base: string }>>) {
  made += 1;
  const [store, records] = [createMemoryStore(), await openRecords({ name: `sides-${made}` })];
  const models = new Map<string, LoadedModel>();
  for (const { base } of Object.values(trained))
    if (!models.has(base)) models.set(base, await bert(base));
  const runs = new Map<string, Run>();
  const checkpoints = new Map<string, Uint8Array>();
  for (const [id, { method, base }] of Object.entries(trained)) {
    const { run, checkpoint } = await train(models.get(base) as LoadedModel, method);
    runs.set(id, run);
    checkpoints.set(id, checkpoint);
    await records.runs.put(newRun(id, run.parts.job));
    await keepInputs(store, id, { data: {} }, null);
  }
  let atHand: string | null = null;
  let training = false;
  const running = {
    control: () => (training ? {} : null),
    atHand: () => (atHand === null ? null : { runId: atHand, run: runs.get(atHand) }),
    checkpoint: async (id: string) => memorySource(checkpoints.get(id) as Uint8Array, 'checkpoint'),
    open: vi.fn(async (id: string) => {
      const run = runs.get(id);
      if (!run) throw new EngineError('run/unknown', 'no such run', {});
      atHand = id;
      return run;
    }),
  };
  const shelf = { get: async (id: string) => models.get(id), use: async () => {} };
  const sides = createSides({
    running: running as unknown as Running,
    shelf: shelf as unknown as ModelShelf,
    ...{ records, store },
  });
  return {
    sides,
    running,
    runs,
    models,
    beginTraining: () => {
      training = true;
    },
  };
}

async function train(model: LoadedModel, method: string) {
  const job = checkJob({
    version: 1,
    model: model.id,
    data: { train: 'rows.csv', validation: null },
    task: { id: 'sequence-classification' },
    method: { id: method },
    training: { maxSteps: 2, maxTokens: 12, optimizer: { id: 'adamw', learningRate: 0.02 } },
  });
  const rows = await openDataset(memorySource(new TextEncoder().encode(tinyCsv()), 'rows.csv'));
  const executor = await createWasmExecutor({ threads: 1 });
  executors.push(executor);
  const run = await createSession(
    await prepareJob({ job, model, datasets: { train: rows } }),
    executor,
  );
  let checkpoint = new Uint8Array(0);
  const hooks = quietHooks({
    keepCheckpoint: async ({ bytes }) => {
      checkpoint = bytes.slice();
    },
  });
  for await (const _ of run.train(hooks)) {
    // Only what is kept at the end matters here.
  }
  return { run, checkpoint };
}

const scores = ([answer]: readonly { answers: readonly { tuned: { scores: unknown } }[] }[]) =>
  answer?.answers.map(({ tuned }) => tuned.scores);

it('switching between runs of one base loads the base once', async () => {
  const { sides, running, runs, models } = await studio({
    A: { method: 'lora', base: 'x' },
    B: { method: 'prefix', base: 'x' },
    C: { method: 'bitfit', base: 'x' },
  });
  const alone = new Map<string, unknown>();
  for (const id of ['A', 'B', 'C']) {
    running.atHand = () => ({ runId: id, run: runs.get(id) });
    alone.set(id, scores(await sides.ask([id], TEXTS)));
  }
  running.atHand = () => null as never;
  const open = running.open.getMockImplementation() as (id: string) => Promise<Run>;
  running.open.mockImplementation(async (id) => {
    running.atHand = () => ({ runId: id, run: runs.get(id) });
    return open(id);
  });
  const read = vi.spyOn(models.get('x') as LoadedModel, 'read');
  for (const id of ['A', 'B', 'C', 'B', 'A', 'C'])
    expect(scores(await sides.ask([id], TEXTS)), id).toEqual(alone.get(id));
  expect(running.open.mock.calls).toEqual([['A']]);
  // Of the base only what the third method trains of it, and that once.
  const names = read.mock.calls.map(([name]) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.every((name) => name.endsWith('.bias'))).toBe(true);
});

it('others answer beside the first, and one of another base says why it does not', async () => {
  const { sides, running } = await studio({
    A: { method: 'lora', base: 'x' },
    B: { method: 'prefix', base: 'x' },
    far: { method: 'lora', base: 'y' },
  });
  const [a, b, far] = await sides.ask(['A', 'B', 'far'], TEXTS);
  expect([a?.error, b?.error]).toEqual([null, null]);
  expect(a?.answers.map(({ text }) => text)).toEqual(TEXTS.map(({ text }) => text));
  expect(a?.held?.shared).toBeGreaterThan(0);
  expect(b?.held).toMatchObject({ apart: 0, otherPrecision: 0, drawn: 0 });
  expect(far).toMatchObject({ answers: [], held: null, error: { code: 'beside/other-base' } });
  // Asked first it is opened, and the base is another one from then on.
  expect((await sides.ask(['far'], TEXTS))[0]?.error).toBe(null);
  expect(running.open.mock.calls).toEqual([['A'], ['far']]);
});

it('an adapter from outside answers beside a run under its own id', async () => {
  const { sides, runs } = await studio({
    A: { method: 'lora', base: 'x' },
    B: { method: 'ia3', base: 'x' },
  });
  const folder = await exportedFolder(runs.get('B') as Run, 'adapter');
  const files = [];
  for (const [path, source] of folder) {
    const bytes = await source.slice(0, source.byteLength);
    files.push({ path, file: new File([bytes as BlobPart], path) });
  }
  const adapter = await sides.importAdapter('A', { name: 'mine', files });
  expect(adapter).toMatchObject({ name: 'mine', method: 'ia3', labels: ['cat', 'dog', 'fish'] });
  const [a, mine] = await sides.ask(['A', adapter.id], TEXTS);
  const own = scores(await sides.ask(['B'], TEXTS));
  expect(scores(mine ? [mine] : [])).toEqual(own);
  expect(scores(a ? [a] : [])).not.toEqual(own);
});

it('nothing is asked while a run trains', async () => {
  const { sides, beginTraining } = await studio({ A: { method: 'lora', base: 'x' } });
  beginTraining();
  await expect(sides.ask(['A'], TEXTS)).rejects.toMatchObject({ code: 'run/busy' });
});

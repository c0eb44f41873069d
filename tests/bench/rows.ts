import type { Executor } from '../../src/engine/backends/executor';
import { executorOn } from '../../src/engine/backends/wasm/executor';
import { hasRelaxedSimd } from '../../src/engine/backends/wasm/features';
import { type Machine, startMachine } from '../../src/engine/backends/wasm/machine';
import type { StartThread } from '../../src/engine/backends/wasm/threads';
import type { ByteSource, FileMap } from '../../src/engine/core/bytes';
import type { Precision } from '../../src/engine/job';
import type { LoadedModel } from '../../src/engine/session/loadedModel';
import type { Example } from '../../src/engine/tasks/task';
import { epochOrder } from '../../src/engine/training/order';
import { chooseCapacity } from '../../src/engine/training/packing';
import type { Trainer } from '../../src/engine/training/trainer';
import { crfRow } from './crfRows';
import { evaluationRows, packedEvaluationRow } from './evaluationRows';
import { type BenchRow, quickest } from './measure';
import { methodRows } from './methodRows';
import { panelRows } from './panelRows';
import type { PlainBert } from './plainTfjs';
import { miniLmTrainer, openMiniLm, padded, randomExamples, ticketData } from './workload';

/** What the measurements need of the place they run in. */
export interface BenchPlace {
  readonly name: 'Node' | 'Chromium';
  readonly startThread: StartThread;
  readonly model: FileMap;
  readonly tickets: ByteSource;
  plain(threads: number): Promise<PlainBert>;
  /** Bytes on the JavaScript heap after a collection; null where it cannot be asked. */
  heap(): number | null;
}

const THREADS = 2;
const RATE = 5e-5;
const BATCH = 16;

/** Every row that Node and Chromium share, in turn. */
export async function measureRows(
  place: BenchPlace,
  say: (line: string) => void,
): Promise<BenchRow[]> {
  const model = await openMiniLm(place.model);
  const data = await ticketData(model, place.tickets);
  const examples = [...data.train.examples];
  const rows: BenchRow[] = [];
  for (const measure of [
    () => stepRow(place, model),
    () => cachedRow(place, model, examples),
    () => packedRow(place, model, examples),
    () =>
      onExecutor(place, (packed) =>
        onExecutor(place, (exact) =>
          frozenRows(
            place.name,
            model,
            { q8: packed, f32: exact },
            { rows: 8, tokens: 64, steps: 12 },
          ),
        ),
      ),
    () => methodRows(place.name, model, (work) => onExecutor(place, work)),
    () => replayRow(place, model),
    () => onExecutor(place, (executor) => crfRow(place.name, model, executor)),
    () => evaluationRows(place.name),
    () => panelRows(place.name),
    () =>
      onExecutor(place, (executor) => packedEvaluationRow(place.name, model, executor, examples)),
  ]) {
    const measured = [await measure()].flat();
    for (const row of measured) say(row.measure);
    rows.push(...measured);
  }
  return rows;
}

function machine(place: BenchPlace): Promise<Machine> {
  return startMachine(THREADS, hasRelaxedSimd(), place.startThread);
}

async function onExecutor<T>(
  place: BenchPlace,
  work: (executor: Executor) => Promise<T>,
): Promise<T> {
  const executor = executorOn(await machine(place), hasRelaxedSimd());
  try {
    return await work(executor);
  } finally {
    executor.dispose();
  }
}

async function stepRow(place: BenchPlace, model: LoadedModel): Promise<BenchRow> {
  const ours = await onExecutor(place, async (executor) => {
    const trainer = await miniLmTrainer(model, executor, 'full', { N: 512, S: 8 });
    const batch = randomExamples(8, 64);
    let step = 0;
    await trainer.step([batch], ++step, RATE);
    return quickest(8, async () => void (await trainer.step([batch], ++step, RATE)));
  });
  const plain = await place.plain(THREADS);
  const theirs = await quickest(2, async () => void (await plain.step()));
  return {
    measure: `${place.name}: full fine-tuning step of MiniLM, 8 × 64 tokens, against plain tfjs-wasm`,
    figures: { 'ms a step': ours, 'plain ms': theirs },
    value: theirs / ours,
    unit: '× faster',
    target: 30,
    better: 'larger',
    note: `${THREADS} threads`,
  };
}

/** The batches of one epoch. */
function batchesOf(examples: readonly Example[]): Example[][] {
  const order = epochOrder({ rows: examples.length, classes: null }, 0, 1, true);
  const shuffled = [...order].map((i) => examples[i] as Example);
  const count = Math.ceil(shuffled.length / BATCH);
  return Array.from({ length: count }, (_, i) => shuffled.slice(i * BATCH, (i + 1) * BATCH));
}

async function epoch(trainer: Trainer, batches: readonly Example[][]): Promise<number> {
  return quickest(1, async () => {
    let step = 0;
    for (const batch of batches) await trainer.step([batch], ++step, RATE);
  });
}

async function cachedRow(
  place: BenchPlace,
  model: LoadedModel,
  examples: readonly Example[],
): Promise<BenchRow> {
  const batches = batchesOf(examples);
  const capacity = chooseCapacity(
    Uint32Array.from(examples, ({ ids }) => ids.length),
    BATCH,
    128,
  );
  const full = await onExecutor(place, async (executor) =>
    epoch(await miniLmTrainer(model, executor, 'full', capacity), batches),
  );
  const [first, later] = await onExecutor(place, async (executor) => {
    const trainer = await miniLmTrainer(model, executor, 'head-only', capacity);
    return [await epoch(trainer, batches), await epoch(trainer, batches)];
  });
  return {
    measure: `${place.name}: an epoch of head-only on cached features against full fine-tuning`,
    figures: { 'full ms': full, 'first epoch ms': first as number, 'later ms': later as number },
    value: full / (later as number),
    unit: '× faster',
    target: 20,
    better: 'larger',
    note: `support-tickets, ${examples.length} rows`,
  };
}

async function packedRow(
  place: BenchPlace,
  model: LoadedModel,
  examples: readonly Example[],
): Promise<BenchRow> {
  const batches = batchesOf(examples).slice(0, 8);
  const widened = batches.map(padded);
  const capacity = { N: Math.max(...widened.map((batch) => tokensOf(batch))), S: BATCH };
  const [packedMs, paddedMs] = await onExecutor(place, async (executor) => {
    const trainer = await miniLmTrainer(model, executor, 'full', capacity);
    await epoch(trainer, batches.slice(0, 1));
    return [await epoch(trainer, batches), await epoch(trainer, widened)];
  });
  const rows = batches.flat().length;
  return {
    measure: `${place.name}: rows of mixed length packed, against padded to the longest of the batch`,
    figures: {
      'packed rows/s': (1000 * rows) / (packedMs as number),
      'padded rows/s': (1000 * rows) / (paddedMs as number),
    },
    value: (paddedMs as number) / (packedMs as number),
    unit: '× samples/s',
    target: 1.4,
    better: 'larger',
    note: 'support-tickets, batches of 16',
  };
}

function tokensOf(batch: readonly Example[]): number {
  return batch.reduce((sum, { ids }) => sum + ids.length, 0);
}

/** The same LoRA step over a frozen base in 8 bits and in 32, in turns: its speed and its bytes. */
export async function frozenRows(
  place: string,
  model: LoadedModel,
  executors: Readonly<Record<'q8' | 'f32', Executor>>,
  size: { readonly rows: number; readonly tokens: number; readonly steps: number },
): Promise<BenchRow[]> {
  const measure = `${place}: LoRA step over MiniLM frozen in 8 bits, ${size.rows} × ${size.tokens} tokens, against 32 bits`;
  const { q8, f32 } = await stepsInTurns(model, executors, size);
  return [
    {
      measure,
      figures: { 'q8 ms': q8.ms, 'f32 ms': f32.ms },
      value: f32.ms / q8.ms,
      unit: '× its speed',
      target: 0.95,
      better: 'larger',
      note: `quickest of ${size.steps} steps each, in turns`,
    },
    {
      measure,
      figures: { 'q8 bytes': q8.bytes, 'f32 bytes': f32.bytes },
      value: q8.bytes / f32.bytes,
      unit: '× its bytes',
      target: 0.3,
      better: 'smaller',
      note: 'of all variables, adapter and moments among them',
    },
  ];
}

async function stepsInTurns<Kind extends Precision>(
  model: LoadedModel,
  executors: Readonly<Record<Kind, Executor>>,
  size: Parameters<typeof frozenRows>[3],
): Promise<Record<Kind, { ms: number; bytes: number }>> {
  const { rows, tokens, steps } = size;
  const batch = randomExamples(rows, tokens);
  const kinds = Object.keys(executors) as Kind[];
  const sides = await Promise.all(
    kinds.map(async (kind) => {
      const executor = executors[kind];
      const trainer = await miniLmTrainer(
        model,
        executor,
        'lora',
        { N: rows * tokens, S: rows },
        kind,
      );
      return { trainer, ms: Number.POSITIVE_INFINITY, bytes: executor.bytes().variables };
    }),
  );
  for (let step = 1; step <= steps; step++) {
    for (const side of sides) {
      const ms = await quickest(1, async () => void (await side.trainer.step([batch], step, RATE)));
      side.ms = Math.min(side.ms, ms);
    }
  }
  const found = sides.map(({ ms, bytes }, i) => [kinds[i], { ms, bytes }]);
  return Object.fromEntries(found) as Record<Kind, { ms: number; bytes: number }>;
}

/** A step with kernels that do nothing: what is left is JavaScript. */
async function replayRow(place: BenchPlace, model: LoadedModel): Promise<BenchRow> {
  const started = await machine(place);
  const idle = { ...started, kernels: { ...started.kernels, run: () => undefined } };
  const executor = executorOn(idle, true);
  const trainer = await miniLmTrainer(model, executor, 'full', { N: 512, S: 8 });
  const batch = randomExamples(8, 64);
  const steps = async (count: number): Promise<void> => {
    for (let i = 1; i <= count; i++) await trainer.step([batch], i, RATE);
  };
  await steps(200);
  const [heap, held] = [place.heap(), executor.bytes()];
  const ms = (await quickest(5, () => steps(200))) / 200;
  const [heapAfter, heldAfter] = [place.heap(), executor.bytes()];
  executor.dispose();
  const kept =
    heap === null || heapAfter === null
      ? {}
      : { 'heap bytes kept a step': (heapAfter - heap) / 1000 };
  return {
    measure: `${place.name}: JavaScript of a replayed step (kernels idle)`,
    figures: {
      'tensor bytes allocated':
        heldAfter.workspace + heldAfter.variables - held.workspace - held.variables,
      ...kept,
    },
    value: ms,
    unit: 'ms',
    target: 1,
    better: 'smaller',
    note: '8 sequences of 64 tokens',
  };
}

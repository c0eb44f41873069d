import type { Executor } from '../../src/engine/backends/executor';
import { defaultsOf } from '../../src/engine/core/fields';
import { totalSize } from '../../src/engine/nn/parameters';
import type { LoadedModel } from '../../src/engine/session/loadedModel';
import { METHODS } from '../../src/engine/tuning/registry';
import { type BenchRow, quickest } from './measure';
import { miniLmNetwork, miniLmTrainer, randomExamples } from './workload';

type MethodId = keyof typeof METHODS;

const [ROWS, TOKENS] = [8, 64];
const STEPS = 6;
const RATE = 5e-5;
/** Optimizer and gradient bytes of full fine-tuning that a method may take. */
const BYTES = 0.02;

/** Most time of a step against full fine-tuning; a method that nothing is promised of is no slower. */
const PROMISED: Readonly<Partial<Record<MethodId, number>>> = {
  lora: 0.75,
  bitfit: 0.75,
  prefix: 0.8,
  prompt: 0.8,
  'p-tuning': 0.8,
  'p-tuning-v2': 0.8,
};
/** Those whose cost depends on what is chosen, or that keep what they computed (see cachedRow). */
const APART: readonly MethodId[] = ['full', 'freeze', 'head-only'];

/** A step of each method against one of full fine-tuning, and what it keeps beside its parameters. */
export async function methodRows(
  place: string,
  model: LoadedModel,
  withExecutor: <T>(work: (executor: Executor) => Promise<T>) => Promise<T>,
): Promise<BenchRow[]> {
  const measure = (method: MethodId) => withExecutor((executor) => stepOf(model, executor, method));
  const before = await measure('full');
  const methods = (Object.keys(METHODS) as MethodId[]).filter((id) => !APART.includes(id));
  const found = [];
  for (const method of methods) found.push({ method, ...(await measure(method)) });
  const full = { ...before, ms: Math.min(before.ms, (await measure('full')).ms) };
  return found.flatMap(({ method, ms, bytes }): BenchRow[] => {
    const what = `${place}: ${METHODS[method].label} against full fine-tuning, MiniLM, ${ROWS} × ${TOKENS} tokens`;
    return [
      {
        measure: what,
        figures: { ms, 'full ms': full.ms },
        value: ms / full.ms,
        unit: '× its time',
        target: PROMISED[method] ?? 1,
        better: 'smaller',
        note: `quickest of ${STEPS} steps`,
      },
      {
        measure: what,
        figures: { bytes, 'full bytes': full.bytes },
        value: bytes / full.bytes,
        unit: '× its optimizer and gradient bytes',
        target: BYTES,
        better: 'smaller',
        note: '',
      },
    ];
  });
}

async function stepOf(
  model: LoadedModel,
  executor: Executor,
  method: MethodId,
): Promise<{ ms: number; bytes: number }> {
  const config = defaultsOf(METHODS[method].fields);
  const virtual = METHODS[method].virtual?.(config).count ?? 0;
  const capacity = { N: ROWS * (TOKENS + virtual), S: ROWS };
  const trainer = await miniLmTrainer(model, executor, method, capacity);
  // A gradient and AdamW's two moments.
  const bytes = 3 * 4 * totalSize(miniLmNetwork(model, method).trainable);
  const batch = randomExamples(ROWS, TOKENS);
  let step = 0;
  await trainer.step([batch], ++step, RATE);
  return {
    ms: await quickest(STEPS, async () => void (await trainer.step([batch], ++step, RATE))),
    bytes,
  };
}

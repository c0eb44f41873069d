import { executorOn } from '../../src/engine/backends/wasm/executor';
import { hasRelaxedSimd } from '../../src/engine/backends/wasm/features';
import { startMachine } from '../../src/engine/backends/wasm/machine';
import type { StartThread } from '../../src/engine/backends/wasm/threads';
import { defaultsOf } from '../../src/engine/core/fields';
import { bertNetwork, loadNetwork, trainerOf } from '../../src/engine/selfTest/tinyRun';
import { planBytes } from '../../src/engine/session/bytes';
import { adam } from '../../src/engine/training/optimizers';
import { planTrainer } from '../../src/engine/training/trainerPlans';
import { type BenchRow, quickest } from './measure';
import { torchMilliseconds } from './node';
import { randomExamples } from './workload';

const [ROWS, TOKENS, THREADS] = [4, 64, 2];
const CAPACITY = { N: ROWS * TOKENS, S: ROWS };
const RATE = 5e-5;
const STEPS = 4;
const GIGABYTE = 1e9;

/** BERT-base's sizes; the weights are drawn. Devlin et al. 2019, §3. */
const BASE = {
  model_type: 'bert',
  vocab_size: 30522,
  hidden_size: 768,
  num_hidden_layers: 12,
  num_attention_heads: 12,
  intermediate_size: 3072,
  hidden_act: 'gelu',
  max_position_embeddings: 512,
  type_vocab_size: 2,
};

/** Rows about a model five times the bundled one: what it holds, what was said before, how fast. */
export async function baseRows(startThread: StartThread): Promise<BenchRow[]> {
  const network = bertNetwork(BASE, ['a', 'b', 'c', 'd', 'e', 'f']);
  const options = { optimizer: adam, optimizerConfig: defaultsOf(adam.fields), seed: 1 };
  const planned = planBytes(
    network,
    adam,
    planTrainer({
      ...{ ...options, network },
      ...{ headRate: 1, maxGradNorm: 1, capacity: CAPACITY },
    }),
  );
  const machine = await startMachine(THREADS, hasRelaxedSimd(), startThread);
  const executor = executorOn(machine, hasRelaxedSimd());
  await loadNetwork(executor, network, null);
  const trainer = await trainerOf(executor, network, adam, {}, CAPACITY);
  const batch = randomExamples(ROWS, TOKENS);
  let step = 0;
  const once = async (): Promise<void> => void (await trainer.step([batch], ++step, RATE));
  await once();
  const ours = await quickest(STEPS, once);
  const held = machine.memory.memory.buffer.byteLength;
  executor.dispose();
  const what = `BERT-base (drawn), full, Adam, ${ROWS} × ${TOKENS} tokens`;
  return [
    {
      measure: `Node: ${what}: all of the kernels' memory`,
      figures: { 'GB planned': planned.total / GIGABYTE },
      value: held / GIGABYTE,
      unit: 'GB',
      target: 2,
      better: 'smaller',
      note: 'linear memory never shrinks: its size is its peak',
    },
    {
      measure: `Node: ${what}: what the plan says, off what is held`,
      figures: { 'GB planned': planned.total / GIGABYTE, 'GB held': held / GIGABYTE },
      value: Math.abs(held / planned.total - 1),
      unit: 'of it',
      target: 0.1,
      better: 'smaller',
      note: '',
    },
    torchRow(what, ours),
  ];
}

function torchRow(what: string, ours: number): BenchRow {
  const theirs = torchMilliseconds(STEPS, 'base');
  return {
    measure: `Node: ${what}: a step against PyTorch on the CPU`,
    figures: theirs === null ? { 'ms a step': ours } : { 'ms a step': ours, 'PyTorch ms': theirs },
    value: theirs === null ? null : theirs / ours,
    unit: '× its speed',
    target: 1.2,
    better: 'larger',
    note: theirs === null ? 'no torch and transformers' : `quickest of ${STEPS} steps each`,
  };
}

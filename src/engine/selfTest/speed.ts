import type { Executor } from '../backends/executor';
import { createRandom } from '../core/rng';
import { variable } from '../graph/leaves';
import { makePlan } from '../graph/plan';
import { matmul } from '../ops/matmul';
import type { Example } from '../tasks/task';
import { adam } from '../training/optimizers';
import { bertNetwork, loadNetwork, release, trainerOf } from './tinyRun';

/** A product of the size that a small encoder makes: rows of C, columns of C, inner. */
const [M, N, K] = [128, 1536, 384];
const REPEATS = 8;

export type Layout = 'nn' | 'nt' | 'tn';

/** GFLOP/s of a [128, 384] · [384, 1536] product, either factor transposed, the best of a few. */
export async function matmulSpeed(
  executor: Executor,
  layout: Layout,
  now: () => number,
): Promise<number> {
  const [transposeA, transposeB] = [layout[0] === 't', layout[1] === 't'];
  const random = createRandom(5, 5);
  const fill = (name: string, count: number): void => {
    executor.createVariable(name, count);
    executor.writeVariable(
      name,
      Float32Array.from({ length: count }, () => random.normal()),
    );
  };
  fill('speed/a', M * K);
  fill('speed/b', K * N);
  const a = variable('speed/a', transposeA ? [K, M] : [M, K]);
  const b = variable('speed/b', transposeB ? [N, K] : [K, N]);
  const product = matmul(a, b, { transposeA, transposeB });
  const plan = makePlan({ outputs: { product }, assignments: [] }, { N: 1, S: 1 });
  const program = await executor.compile(plan);
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < REPEATS; i++) {
    const begin = now();
    for (let j = 0; j < REPEATS; j++) program.run({ N: 1, S: 1 });
    await program.read('product');
    best = Math.min(best, (now() - begin) / REPEATS);
  }
  program.dispose();
  executor.removeVariable('speed/a');
  executor.removeVariable('speed/b');
  return (2 * M * N * K) / best / 1e6;
}

/** A BERT of two layers, as wide as MiniLM. */
const CONFIG = {
  model_type: 'bert',
  vocab_size: 1000,
  hidden_size: 384,
  num_hidden_layers: 2,
  num_attention_heads: 12,
  intermediate_size: 1536,
  hidden_act: 'gelu',
  max_position_embeddings: 64,
  type_vocab_size: 2,
};

/** Milliseconds of a full fine-tuning step (2 layers, width 384, 32 tokens, Adam), the best of `count`. */
export async function stepTime(
  executor: Executor,
  count: number,
  now: () => number,
): Promise<number> {
  const network = bertNetwork(CONFIG, ['a', 'b']);
  await loadNetwork(executor, network, null);
  const room = { N: 32, S: 1 };
  const trainer = await trainerOf(executor, network, adam, { learningRate: 1e-4 }, room);
  const random = createRandom(9, 9);
  const ids = Int32Array.from({ length: room.N }, () => random.integer(CONFIG.vocab_size));
  const batch: Example[] = [
    { ids, typeIds: new Int32Array(room.N), target: Int32Array.of(1), row: 0 },
  ];
  let best = Number.POSITIVE_INFINITY;
  for (let step = 0; step < count; step++) {
    const begin = now();
    await trainer.step([batch], step, 1e-4);
    best = Math.min(best, now() - begin);
  }
  release(executor, network, trainer);
  return best;
}

import { blockUntilReady, defaultDevice, init, numpy as np, type numpy } from '@jax-js/jax';
import type { Executor } from '../../src/engine/backends/executor';
import { input } from '../../src/engine/graph/leaves';
import { makePlan } from '../../src/engine/graph/plan';
import { matmul } from '../../src/engine/ops/matmul';
import { type BenchRow, quickest } from './measure';

const [M, N, K] = [128, 1536, 384];
/** Products that are timed together: what comes between them counts, waiting for the last hardly does. */
const REPEATS = 24;
const ROUNDS = 4;

interface Kind {
  readonly name: 'nn' | 'nt' | 'tn';
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

const KINDS: readonly Kind[] = [
  { name: 'nn', transposeA: false, transposeB: false },
  { name: 'nt', transposeA: false, transposeB: true },
  { name: 'tn', transposeA: true, transposeB: false },
];

/** Products of the size of a feed-forward layer against jax-js, on the same device in the same run. */
export async function matmulRows(
  place: string,
  device: 'wasm' | 'webgpu',
  executor: Executor,
): Promise<BenchRow[]> {
  await init(device);
  defaultDevice(device);
  const rows: BenchRow[] = [];
  for (const kind of KINDS) {
    const ours = (await ourMilliseconds(executor, kind)) / REPEATS;
    const theirs = (await theirMilliseconds(kind)) / REPEATS;
    rows.push({
      measure: `${place}: matmul ${M}×${N}×${K} ${kind.name}, ${device}, against jax-js`,
      figures: { ms: ours, 'jax-js ms': theirs, 'GFLOP/s': (2 * M * N * K) / ours / 1e6 },
      value: theirs / ours,
      unit: '× faster',
      target: 2,
      better: 'larger',
      note: `${REPEATS} at a time`,
    });
  }
  return rows;
}

function numbers(count: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: count }, (_, i) => Math.sin(i));
}

async function ourMilliseconds(executor: Executor, kind: Kind): Promise<number> {
  const { transposeA, transposeB } = kind;
  const a = input('a', transposeA ? [K, M] : [M, K], 'f32');
  const b = input('b', transposeB ? [N, K] : [K, N], 'f32');
  const y = matmul(a, b, { transposeA, transposeB });
  const plan = makePlan({ outputs: { y }, assignments: [] }, { N: 1, S: 1 });
  const program = await executor.compile(plan);
  program.write('a', numbers(M * K));
  program.write('b', numbers(K * N));
  const many = async (): Promise<void> => {
    for (let i = 0; i < REPEATS; i++) program.run({ N: 1, S: 1 });
    await program.read('y');
  };
  await many();
  const found = await quickest(ROUNDS, many);
  program.dispose();
  return found;
}

async function theirMilliseconds({ transposeA, transposeB }: Kind): Promise<number> {
  const made = (shape: number[]): numpy.Array =>
    np.array(numbers((shape[0] as number) * (shape[1] as number)), { shape });
  const a = made(transposeA ? [K, M] : [M, K]);
  const b = made(transposeB ? [N, K] : [K, N]);
  const once = (): numpy.Array =>
    np.matmul(transposeA ? np.transpose(a.ref) : a.ref, transposeB ? np.transpose(b.ref) : b.ref);
  // All are kept until all are there: what nobody waits for jax-js may leave out.
  const many = async (): Promise<void> => {
    const products = Array.from({ length: REPEATS }, once);
    await blockUntilReady(products.map((product) => product.ref));
    for (const product of products) product.dispose();
  };
  await many();
  return quickest(ROUNDS, many);
}

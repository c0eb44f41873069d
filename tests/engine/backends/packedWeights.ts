import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Executor } from '../../../src/engine/backends/executor';
import { pack, unpack } from '../../../src/engine/core/quantize';
import { fitsBlocks, type PackedStorage, storedBytes } from '../../../src/engine/core/storage';
import { input, variable } from '../../../src/engine/graph/leaves';
import type { Graph, Value } from '../../../src/engine/graph/node';
import { makePlan } from '../../../src/engine/graph/plan';
import { gather } from '../../../src/engine/ops/gather';
import { matmul } from '../../../src/engine/ops/matmul';
import { poison } from '../../../src/engine/selfTest/agreement';
import { normals } from '../ops/cases';

const STORAGES: readonly PackedStorage[] = ['f16', 'q8_0', 'q4_0', 'q4_1'];

/** A weight [out, in] and how it is read: forward x·Wᵀ, backward dy·W, or row by row. */
interface Case {
  readonly name: string;
  readonly shape: readonly [number, number];
  readonly rows: number;
  read(x: Value, w: Value, ids: Value): Value;
  /** Columns of x. */
  width([out, into]: readonly [number, number]): number;
}

const READS: readonly Pick<Case, 'name' | 'read' | 'width'>[] = [
  {
    name: 'forward',
    read: (x, w) => matmul(x, w, { transposeB: true, alpha: 0.7 }),
    width: ([, into]) => into,
  },
  { name: 'backward', read: (x, w) => matmul(x, w), width: ([out]) => out },
  { name: 'rows', read: (_, w, ids) => gather(ids, w), width: () => 1 },
];

/** Sizes at which panels, blocks of 32 and blocks of 384 end in the middle. */
const SHAPES = [
  [1, 32],
  [7, 64],
  [33, 416],
  [401, 32],
  [20, 800],
  // Rows that are no whole blocks: halves alone.
  [5, 1],
  [9, 33],
  [20, 401],
] as const;

const CASES: readonly Case[] = SHAPES.flatMap((shape) =>
  [1, 45].flatMap((rows) => READS.map((read) => ({ ...read, shape, rows }))),
);

function graphOf({ shape, read, width }: Case): Graph {
  const x = input('x', ['N', width(shape)], 'f32');
  const ids = input('ids', ['N'], 'i32');
  return { outputs: { y: read(x, variable('w', shape), ids) }, assignments: [] };
}

async function compute(
  executor: Executor,
  test: Case,
  storage: PackedStorage | 'f32',
  x: Float32Array,
) {
  const counts = { N: test.rows, S: 1 };
  const storages = new Map([['w', storage]]);
  const program = await executor.compile(makePlan(graphOf(test), counts, storages));
  program.write('x', x);
  program.write(
    'ids',
    Int32Array.from({ length: test.rows }, (_, i) => (5 * i) % test.shape[0]),
  );
  program.run(counts);
  const y = await program.read('y');
  program.dispose();
  return y;
}

function differing(a: Float32Array, b: Float32Array): number {
  return a.findIndex((value, i) => value !== b[i]);
}

/** Packed weights give the bits of their unpacked values on an executor, wherever tests run. */
export function packedWeightTests(name: string, make: () => Promise<Executor>): void {
  describe(name, { timeout: 60_000 }, () => {
    let executor: Executor;
    beforeAll(async () => {
      executor = await make();
    });
    afterAll(() => executor.dispose());

    it.each(STORAGES)('%s weights give the bits of their unpacked values', async (storage) => {
      const wrong: string[] = [];
      for (const test of CASES) {
        const [out, into] = test.shape;
        if (storage !== 'f16' && !fitsBlocks(into)) continue;
        const packed = pack(normals(out * into), storage, 'w');
        const x = normals(test.rows * test.width(test.shape));
        poison(executor, 200_000);
        executor.writePacked('w', packed);
        const found = await compute(executor, test, storage, x);
        executor.writeVariable('w', unpack(packed));
        const at = differing(found, await compute(executor, test, 'f32', x));
        if (at >= 0) wrong.push(`${test.name} ${test.rows} × ${out} × ${into} differs at ${at}`);
      }
      expect(wrong).toEqual([]);
    });

    it('reads, counts and frees what is packed', async () => {
      const before = executor.bytes().variables;
      const values = normals(64 * 96);
      for (const storage of STORAGES) {
        const packed = pack(values, storage, 'w');
        executor.writePacked('v', packed);
        expect(executor.bytes().variables - before).toBe(storedBytes(storage, values.length));
        expect(await executor.readVariable('v')).toEqual(unpack(packed));
        executor.removeVariable('v');
      }
      expect(executor.bytes().variables).toBe(before);
    });

    it('refuses a plan that takes a weight to lie otherwise, by its name', async () => {
      executor.writePacked('w', pack(normals(64), 'q8_0', 'w'));
      const test = { ...(CASES[0] as Case), shape: [2, 32] as const };
      await expect(compute(executor, test, 'q4_0', normals(32))).rejects.toMatchObject({
        code: 'executor/storage',
        message: expect.stringContaining('"w" is q8_0'),
      });
      executor.removeVariable('w');
    });
  });
}

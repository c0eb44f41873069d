import { expect, it } from 'vitest';
import type { Executor, Program } from '../../../src/engine/backends/executor';
import { createWasmExecutor } from '../../../src/engine/backends/wasm/executor';
import { input, variable } from '../../../src/engine/graph/leaves';
import { makePlan } from '../../../src/engine/graph/plan';
import { add } from '../../../src/engine/ops/add';
import { matmul } from '../../../src/engine/ops/matmul';
import { KERNEL_EXECUTORS } from '../../support/executors';
import { normals } from '../ops/cases';

const COUNTS = { N: 60, S: 1 };

/** y = x · w + w's second half: one input, one variable, one matmul. */
function product(executor: Executor): Promise<Program> {
  const x = input('x', ['N', 48], 'f32');
  const y = matmul(matmul(x, variable('w', [48, 48])), variable('w', [48, 48]));
  return executor.compile(makePlan({ outputs: { y: add(y, x) }, assignments: [] }, COUNTS));
}

async function results(executor: Executor): Promise<Float32Array> {
  executor.writeVariable(
    'w',
    Float32Array.from({ length: 2304 }, (_, i) => Math.sin(i)),
  );
  const program = await product(executor);
  program.write(
    'x',
    Float32Array.from({ length: 60 * 48 }, (_, i) => Math.cos(i)),
  );
  program.run(COUNTS);
  return program.read('y');
}

it('results do not depend on the number of threads, bit for bit', async () => {
  const bits: Record<string, Float32Array> = {};
  for (const [name, make] of Object.entries(KERNEL_EXECUTORS)) {
    const executor = await make();
    bits[name] = await results(executor);
    executor.dispose();
  }
  expect(bits['wasm, 2 threads']).toEqual(bits['wasm, 1 thread']);
  expect(bits['wasm, 3 threads, plain']).toEqual(bits['wasm, 1 thread, plain']);
});

it('a program follows variables and a workspace that move', async () => {
  const executor = await createWasmExecutor({ threads: 1 });
  const first = await results(executor);
  const program = await product(executor);
  executor.removeVariable('w');
  executor.createVariable('wide', 5000);
  executor.writeVariable(
    'w',
    Float32Array.from({ length: 2304 }, (_, i) => Math.sin(i)),
  );
  const big = input('x', ['N', 48], 'f32');
  await executor.compile(
    makePlan(
      {
        outputs: { y: matmul(matmul(big, variable('w', [48, 48])), variable('w', [48, 48])) },
        assignments: [],
      },
      { N: 9000, S: 1 },
    ),
  );
  program.write(
    'x',
    Float32Array.from({ length: 60 * 48 }, (_, i) => Math.cos(i)),
  );
  program.run(COUNTS);
  expect(await program.read('y')).toEqual(first);
});

it('two thousand runs of changing size keep bytes flat', async () => {
  const executor = await createWasmExecutor({ threads: 1 });
  executor.writeVariable('w', normals(2304));
  const program = await product(executor);
  const data = normals(60 * 48);
  const run = (tokens: number): void => {
    program.write('x', data.subarray(0, 48 * tokens));
    program.run({ N: tokens, S: 1 });
  };
  run(60);
  const before = executor.bytes();
  for (let i = 0; i < 2000; i++) run(1 + (i % 60));
  expect(executor.bytes()).toEqual(before);
});

it('what a program and a variable held is given back', async () => {
  const executor = await createWasmExecutor({ threads: 1 });
  executor.writeVariable('w', normals(2304));
  const kept = await product(executor);
  const before = executor.bytes();
  (await product(executor)).dispose();
  executor.createVariable('more', 1000);
  executor.removeVariable('more');
  expect(executor.bytes()).toEqual(before);
  kept.dispose();
});

it('an input that was never written, a batch too large and a missing variable are refused by name', async () => {
  const executor = await createWasmExecutor({ threads: 1 });
  await expect(product(executor)).rejects.toMatchObject({ code: 'executor/no-variable' });
  expect(executor.bytes()).toEqual({ variables: 0, workspace: 0 });
  executor.writeVariable('w', normals(2304));
  const program = await product(executor);
  expect(() => program.run(COUNTS)).toThrowError(/input "x" wants 2880 values/);
  expect(() => program.write('x', new Float32Array(9999))).toThrowError(/room for 2880/);
  expect(() => program.run({ N: 61, S: 1 })).toThrowError(/exceeds the plan/);
  await expect(program.read('z')).rejects.toMatchObject({ code: 'executor/no-output' });
});

it('helpers that do not start leave one thread, which says why', async () => {
  const executor = await createWasmExecutor({
    threads: 4,
    startThread: () => Promise.reject(new Error('no workers here')),
  });
  expect(executor.threads).toBe(1);
  expect(executor.description).toContain('no workers here');
  expect((await results(executor)).some(Number.isNaN)).toBe(false);
});

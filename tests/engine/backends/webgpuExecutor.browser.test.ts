import { afterEach, expect, it, vi } from 'vitest';
import type { Executor } from '../../../src/engine/backends/executor';
import type { GpuDevice } from '../../../src/engine/backends/webgpu/device';
import { createWebGpuExecutor } from '../../../src/engine/backends/webgpu/executor';
import { pack, unpack } from '../../../src/engine/core/quantize';
import { input, variable } from '../../../src/engine/graph/leaves';
import type { Graph } from '../../../src/engine/graph/node';
import { makePlan, type Plan } from '../../../src/engine/graph/plan';
import type { Counts } from '../../../src/engine/graph/shapes';
import { activation } from '../../../src/engine/ops/activation';
import { add } from '../../../src/engine/ops/add';
import { gather, scatterAdd } from '../../../src/engine/ops/gather';
import { matmul } from '../../../src/engine/ops/matmul';
import { adamUpdate } from '../../../src/engine/ops/optimizerUpdates';
import { scale } from '../../../src/engine/ops/scale';
import { sumRows } from '../../../src/engine/ops/sumRows';
import { relativeError } from '../../../src/engine/selfTest/agreement';
import { type GpuSettings, openPoisonedGpu } from '../../support/webgpu';
import { normals } from '../ops/cases';
import { cpuExecutor } from '../ops/tfjsCpu';

const COUNTS = { N: 60, S: 1 };
const WEIGHT = Float32Array.from({ length: 2304 }, (_, i) => Math.sin(i));
const X = Float32Array.from({ length: 60 * 48 }, (_, i) => Math.cos(i));

const opened: GpuDevice[] = [];
afterEach(() => {
  for (const gpu of opened.splice(0)) gpu.destroy();
});

async function openExecutor(settings?: GpuSettings) {
  const { gpu } = await openPoisonedGpu(navigator.gpu, settings);
  opened.push(gpu);
  return { gpu, executor: createWebGpuExecutor(gpu) };
}

/** y = (x · w) · w + x: one input, one variable. */
function productGraph(): Graph {
  const x = input('x', ['N', 48], 'f32');
  const w = variable('w', [48, 48]);
  return { outputs: { y: add(matmul(matmul(x, w), w), x) }, assignments: [] };
}

function product(executor: Executor) {
  return executor.compile(makePlan(productGraph(), COUNTS));
}

async function productOf(executor: Executor): Promise<Float32Array> {
  executor.writeVariable('w', WEIGHT);
  const program = await product(executor);
  program.write('x', X);
  program.run(COUNTS);
  return program.read('y');
}

/** What a graph computes and assigns, by name, on an executor. */
async function results(
  executor: Executor,
  graph: Graph,
  given: {
    variables: Record<string, Float32Array>;
    inputs: Record<string, Float32Array | Int32Array>;
  },
  counts: Counts,
): Promise<Record<string, Float32Array>> {
  for (const [name, data] of Object.entries(given.variables)) executor.writeVariable(name, data);
  const found = await outputsOf(executor, makePlan(graph, counts), given.inputs, counts);
  for (const { variable: name } of graph.assignments)
    found[name] = await executor.readVariable(name);
  return found;
}

async function outputsOf(
  executor: Executor,
  plan: Plan,
  inputs: Record<string, Float32Array | Int32Array>,
  counts: Counts,
): Promise<Record<string, Float32Array>> {
  const program = await executor.compile(plan);
  for (const [name, data] of Object.entries(inputs)) program.write(name, data);
  program.run(counts);
  const found: Record<string, Float32Array> = {};
  for (const name of Object.keys(plan.outputs)) found[name] = await program.read(name);
  return found;
}

async function expectReference(
  executor: Executor,
  ...rest: Parameters<typeof results> extends [unknown, ...infer R] ? R : never
) {
  const found = await results(executor, ...rest);
  const wanted = await results(await cpuExecutor(), ...rest);
  expect(Object.keys(found).length).toBeGreaterThan(0);
  for (const [name, values] of Object.entries(wanted))
    expect(relativeError(found[name] as Float32Array, values), name).toBeLessThan(2e-5);
}

/** Gradients of a linear layer, set or added to. */
function linearGradients(accumulate: boolean, turned: boolean): Graph {
  const [x, dy] = [input('x', ['N', 40], 'f32'), input('dy', ['N', 24], 'f32')];
  const dw = turned ? matmul(dy, x, { transposeA: true }) : matmul(x, dy, { transposeA: true });
  const db = sumRows(dy);
  const onto = (name: string, value: typeof dw) =>
    accumulate ? add(value, variable(name, value.shape)) : value;
  return {
    outputs: { dx: matmul(dy, variable('w', [40, 24]), { transposeB: true }) },
    assignments: [
      { variable: 'dw', value: onto('dw', dw) },
      { variable: 'db', value: onto('db', db) },
    ],
  };
}

it.each([
  ['on registers alone', {}],
  ['in workgroup memory', { traits: { software: false } }],
])("a bias's gradient costs no dispatch of its own, %s", async (_, settings) => {
  const { executor } = await openExecutor(settings);
  const variables = { w: normals(960), dw: normals(960), db: normals(24) };
  const inputs = { x: normals(70 * 40), dy: normals(70 * 24) };
  for (const [accumulate, turned] of [
    [false, false],
    [true, true],
    [false, true],
    [true, false],
  ] as const) {
    const graph = linearGradients(accumulate, turned);
    await expectReference(executor, graph, { variables, inputs }, { N: 70, S: 1 });
    const program = await executor.compile(makePlan(graph, { N: 70, S: 1 }));
    expect(program.dispatches()).toBe(2);
  }
});

it.each([
  ['by a CPU', {}],
  ['by a GPU', { software: false }],
])('a table larger than a binding is computed with in parts, %s', async (_, traits) => {
  const { executor } = await openExecutor({ traits: { ...traits, bindingBytes: 262144 } });
  const [rows, width] = [1000, 80];
  const table = variable('table', [rows, width]);
  const ids = input('ids', ['N'], 'i32');
  const x = input('x', ['N', width], 'f32');
  const wide = input('wide', ['N', rows], 'f32');
  const state = { m: variable('m', [rows, width]), v: variable('v', [rows, width]) };
  const step = { hyper: input('hyper', [4], 'f32'), factor: variable('factor', [1]) };
  const attrs = {
    beta1: 0.9,
    beta2: 0.99,
    epsilon: 1e-8,
    weightDecay: 0.1,
    decoupled: true,
    rateScale: 1,
  };
  const tensors = { parameter: table, gradient: variable('gradient', [rows, width]), ...state };
  const updated = adamUpdate(tensors, step, attrs);
  const graph: Graph = {
    outputs: {
      rows: gather(ids, table),
      logits: matmul(x, table, { transposeB: true }),
      back: matmul(wide, table),
      tall: matmul(wide, x, { transposeA: true }),
      spread: scatterAdd(ids, x, rows),
      doubled: scale(table, 2),
    },
    assignments: [],
  };
  const count = rows * width;
  const variables = {
    table: normals(count),
    gradient: normals(count),
    m: normals(count),
    v: normals(count).map(Math.abs),
    factor: Float32Array.of(0.5),
  };
  const inputs = {
    ids: Int32Array.from({ length: 21 }, (_, i) => (i * 131) % rows),
    x: normals(21 * width),
    wide: normals(21 * rows),
    hyper: Float32Array.of(0.01, 0.1, 0.01, 0),
  };
  await expectReference(executor, graph, { variables, inputs }, { N: 21, S: 1 });
  const update: Graph = {
    outputs: {},
    assignments: ['table', 'm', 'v'].map((name, i) => ({
      variable: name,
      value: updated.outputs[i] as (typeof updated.outputs)[number],
    })),
  };
  await expectReference(executor, update, { variables, inputs }, { N: 0, S: 0 });
});

it.each(
  (
    [
      ['f16', 1000, 96],
      ['q8_0', 3001, 32],
      ['q4_0', 1000, 96],
      ['q4_1', 3001, 32],
    ] as const
  ).flatMap(([storage, rows, width]) =>
    [true, false].map((software) => ({ storage, rows, width, software })),
  ),
)(
  'a table larger than a binding is unpacked in parts: $storage, software $software',
  async ({ storage, rows, width, software }) => {
    const bindingBytes = 49152;
    const { gpu, executor } = await openExecutor({ traits: { software, bindingBytes } });
    const bind = vi.spyOn(gpu.device, 'createBindGroup');
    const table = variable('table', [rows, width]);
    const graph: Graph = {
      outputs: {
        rows: gather(input('ids', ['N'], 'i32'), table),
        logits: matmul(input('x', ['N', width], 'f32'), table, { transposeB: true }),
        back: matmul(input('wide', ['N', rows], 'f32'), table),
      },
      assignments: [],
    };
    const inputs = {
      ids: Int32Array.of(0, rows / 2, rows - 1),
      x: normals(3 * width),
      wide: normals(3 * rows),
    };
    const counts = { N: 3, S: 1 };
    const packed = pack(normals(rows * width), storage, 'table');
    const variables = { table: unpack(packed) };
    executor.writePacked('table', packed);
    const plan = makePlan(graph, counts, new Map([['table', storage]]));
    const found = await outputsOf(executor, plan, inputs, counts);
    const bound = bind.mock.calls.flatMap(([{ entries }]) => [...entries]);
    expect(bound.length).toBeGreaterThan(0);
    for (const { resource } of bound)
      expect((resource as GPUBufferBinding).size ?? 0).toBeLessThanOrEqual(bindingBytes);
    const wanted = await results(await cpuExecutor(), graph, { variables, inputs }, counts);
    for (const [name, values] of Object.entries(wanted))
      expect(relativeError(found[name] as Float32Array, values), name).toBeLessThan(2e-5);
  },
);

it('the choice of tile does not change a bit', async () => {
  const bits: Float32Array[] = [];
  for (const traits of [{}, { software: false, subgroupSize: 0 }, { software: false }]) {
    const { executor } = await openExecutor({ traits });
    bits.push(await productOf(executor));
  }
  expect(bits[1]).toEqual(bits[0]);
  expect(bits[2]).toEqual(bits[0]);
});

it('a program follows variables and a workspace that move', async () => {
  const { executor } = await openExecutor();
  const first = await productOf(executor);
  const program = await product(executor);
  executor.removeVariable('w');
  executor.createVariable('wide', 5000);
  executor.writeVariable('w', WEIGHT);
  await executor.compile(makePlan(productGraph(), { N: 9000, S: 1 }));
  program.write('x', X);
  program.run(COUNTS);
  expect(await program.read('y')).toEqual(first);
});

it('a variable that nothing wrote is zero, in memory that was used before', async () => {
  const { executor } = await openExecutor();
  executor.writeVariable('old', new Float32Array(2304).fill(7));
  executor.writeVariable('stays', new Float32Array(8));
  executor.removeVariable('old');
  executor.createVariable('w', 2304);
  expect(await executor.readVariable('w')).toEqual(new Float32Array(2304));
  const program = await product(executor);
  program.write('x', X);
  program.run(COUNTS);
  expect(await program.read('y')).toEqual(X);
  expect(await executor.readVariable('w')).toEqual(new Float32Array(2304));
});

it('two thousand runs of changing size keep bytes flat, and what is disposed of is given back', async () => {
  const { gpu, executor } = await openExecutor();
  executor.writeVariable('w', WEIGHT);
  const program = await product(executor);
  const run = (tokens: number): void => {
    program.write('x', X.subarray(0, 48 * tokens));
    program.run({ N: tokens, S: 1 });
  };
  run(60);
  const before = executor.bytes();
  for (let i = 0; i < 2000; i++) run(1 + (i % 60));
  await program.read('y');
  expect(executor.bytes()).toEqual(before);
  (await product(executor)).dispose();
  expect(executor.bytes()).toEqual(before);
  program.dispose();
  executor.dispose();
  expect(gpu.bytes()).toBe(0);
});

it('what is read is what was there when it was asked for', async () => {
  const { executor } = await openExecutor();
  const first = await productOf(executor);
  const program = await product(executor);
  program.write('x', X);
  program.run(COUNTS);
  const read = program.read('y');
  program.write(
    'x',
    X.map((value) => value + 1),
  );
  program.run(COUNTS);
  expect(await read).toEqual(first);
});

it('an input that was never written, a batch too large and a missing variable are refused by name', async () => {
  const { executor } = await openExecutor();
  await expect(product(executor)).rejects.toMatchObject({ code: 'executor/no-variable' });
  expect(executor.bytes()).toEqual({ variables: 0, workspace: 0 });
  executor.writeVariable('w', WEIGHT);
  const program = await product(executor);
  expect(() => program.run(COUNTS)).toThrowError(/input "x" wants 2880 values/);
  expect(() => program.write('x', new Float32Array(9999))).toThrowError(/room for 2880/);
  expect(() => program.run({ N: 61, S: 1 })).toThrowError(/exceeds the plan/);
  await expect(program.read('z')).rejects.toMatchObject({ code: 'executor/no-output' });
});

it('a device that is lost in the middle is told by every call after it', async () => {
  const { gpu, executor } = await openExecutor();
  executor.writeVariable('w', WEIGHT);
  const program = await product(executor);
  program.write('x', X);
  gpu.device.destroy();
  await gpu.device.lost;
  const lost = expect.objectContaining({
    code: 'executor/device-lost',
    remedy: expect.stringContaining('wasm'),
  });
  expect(() => program.run(COUNTS)).toThrow(lost);
  await expect(program.read('y')).rejects.toEqual(lost);
  await expect(executor.readVariable('w')).rejects.toEqual(lost);
  await expect(product(executor)).rejects.toEqual(lost);
});

it('memory that is not there is told before the first run', async () => {
  const { gpu, executor } = await openExecutor();
  executor.createVariable('w', 2304);
  vi.spyOn(gpu.device, 'popErrorScope').mockResolvedValue(new GPUOutOfMemoryError('no'));
  await expect(product(executor)).rejects.toMatchObject({
    code: 'executor/out-of-memory',
    remedy: expect.stringContaining('smaller batch'),
  });
  const small = await openExecutor({ traits: { bufferBytes: 4096 } });
  expect(() => small.executor.writeVariable('w', WEIGHT)).toThrowError(/no memory for/);
});

it('a probe for memory that is not there is refused, keeps nothing and leaves the device well', async () => {
  const { gpu, executor } = await openExecutor({ traits: { bufferBytes: 4096 } });
  const create = vi.spyOn(gpu.device, 'createBuffer');
  const destroy = vi.spyOn(GPUBuffer.prototype, 'destroy');
  await executor.probe?.(9.5 * 4096);
  expect(create).toHaveBeenCalledTimes(10);
  vi.spyOn(gpu.device, 'popErrorScope').mockResolvedValue(new GPUOutOfMemoryError('no'));
  await expect(executor.probe?.(4096)).rejects.toMatchObject({ code: 'executor/out-of-memory' });
  expect(destroy).toHaveBeenCalledTimes(11);
  expect([gpu.bytes(), gpu.failed()]).toEqual([0, false]);
  vi.restoreAllMocks();
});

it('an error that nobody expected ends a run instead of giving wrong numbers', async () => {
  const { gpu, executor } = await openExecutor();
  executor.writeVariable('w', WEIGHT);
  const program = await product(executor);
  program.write('x', X);
  program.run(COUNTS);
  gpu.device.queue.writeBuffer(
    gpu.device.createBuffer({ size: 16, usage: GPUBufferUsage.UNIFORM }),
    0,
    new Uint8Array(16),
  );
  await expect(program.read('y')).rejects.toMatchObject({ code: 'executor/gpu-error' });
});

it('an op whose shader does not compile is computed by its reference, and the executor says so', async () => {
  const { gpu, executor } = await openExecutor();
  const create = gpu.device.createShaderModule.bind(gpu.device);
  gpu.device.createShaderModule = ({ code }) =>
    create({ code: code.includes('setY(i, activate(X(i)))') ? `${code} broken` : code });
  const x = input('x', ['N', 10], 'f32');
  const graph: Graph = {
    outputs: { y: scale(activation(scale(x, 2), 'gelu'), 3) },
    assignments: [],
  };
  const inputs = { x: normals(70) };
  await expectReference(executor, graph, { variables: {}, inputs }, { N: 7, S: 1 });
  expect(executor.description).toContain('tfjs computes activation');
});

import { afterEach, expect, it, vi } from 'vitest';
import type { GpuDevice } from '../../../src/engine/backends/webgpu/device';
import { createWebGpuExecutor } from '../../../src/engine/backends/webgpu/executor';
import { type TileCache, Tuner } from '../../../src/engine/backends/webgpu/matmul/tuning';
import { pack } from '../../../src/engine/core/quantize';
import { input, variable } from '../../../src/engine/graph/leaves';
import type { Graph } from '../../../src/engine/graph/node';
import { makePlan } from '../../../src/engine/graph/plan';
import { add } from '../../../src/engine/ops/add';
import { matmul } from '../../../src/engine/ops/matmul';
import { openPoisonedGpu } from '../../support/webgpu';
import { normals } from '../ops/cases';

const COUNTS = { N: 40, S: 1 };
const [D, F] = [32, 64];
const W = normals(D * F);
const X = normals(COUNTS.N * D);

const opened: GpuDevice[] = [];
afterEach(() => {
  for (const gpu of opened.splice(0)) gpu.destroy();
});

/** A device whose kernels are made as for a real GPU, which has more tiles to choose from. */
async function openGpu(): Promise<GpuDevice> {
  const { gpu } = await openPoisonedGpu(navigator.gpu, { traits: { software: false } });
  opened.push(gpu);
  return gpu;
}

/** y = x · w, and w += xᵀ · y: two shape classes, one of which adds to a variable. */
function graph(): Graph {
  const x = input('x', ['N', D], 'f32');
  const w = variable('w', [D, F]);
  const y = matmul(x, w);
  const added = add(matmul(x, y, { transposeA: true }), w);
  return { outputs: { y }, assignments: [{ variable: 'w', value: added }] };
}

/** A clock that stands: what plays a GPU compiles longer than measuring may take. */
const noTime = (): number => 0;

function memoryCache(known: Record<string, string> = {}) {
  const kept = new Map(Object.entries(known));
  const write = vi.fn(async (_adapter: string, tiles: ReadonlyMap<string, string>) => {
    for (const [key, name] of tiles) kept.set(key, name);
  });
  return { kept, write, cache: { read: async () => kept, write } satisfies TileCache };
}

async function answer(gpu: GpuDevice, tiles?: TileCache) {
  const executor = createWebGpuExecutor(gpu, tiles ? { tiles } : {});
  executor.writeVariable('w', W);
  const program = await executor.compile(makePlan(graph(), COUNTS));
  const before = await executor.readVariable('w');
  program.write('x', X);
  program.run(COUNTS);
  const y = await program.read('y');
  const after = await executor.readVariable('w');
  executor.dispose();
  return { y, before, after };
}

it('products are measured once for an adapter, and then known', async () => {
  const gpu = await openGpu();
  const { kept, write, cache } = memoryCache();
  const plan = makePlan(graph(), COUNTS);
  await new Tuner(gpu, cache, noTime).tune(plan);
  expect([...kept.keys()].sort()).toEqual([`nn 64×${F}×${D}`, `tn ${D}×${F}×64`]);
  expect(write).toHaveBeenCalledTimes(1);
  await new Tuner(gpu, cache, noTime).tune(plan);
  expect(write).toHaveBeenCalledTimes(1);
});

it('measuring changes no variable and no bit of what comes after', async () => {
  const gpu = await openGpu();
  const plain = await answer(gpu);
  const tuned = await answer(gpu, memoryCache().cache);
  expect(tuned.before).toEqual(W);
  expect(tuned.y).toEqual(plain.y);
  expect(tuned.after).toEqual(plain.after);
});

it('measuring gives its memory back', async () => {
  const gpu = await openGpu();
  const before = gpu.bytes();
  const tuner = new Tuner(gpu, memoryCache().cache, noTime);
  await tuner.tune(makePlan(graph(), COUNTS));
  expect(tuner.tiles.size).toBe(2);
  expect(gpu.bytes()).toBe(before);
});

it('a tile that was quickest before is taken', async () => {
  const texts = async (name: string): Promise<string[]> => {
    const gpu = await openGpu();
    const compile = vi.spyOn(gpu.pipelines, 'compile');
    await answer(gpu, memoryCache({ [`nn 64×${F}×${D}`]: name, [`tn ${D}×${F}×64`]: name }).cache);
    return compile.mock.calls.map(([{ text }]) => text);
  };
  const [shared, register] = [await texts('shared 4×4 on 8×8'), await texts('register 4×4 on 8×8')];
  expect(shared.every((text) => text.includes('workgroupBarrier'))).toBe(true);
  expect(register.some((text) => text.includes('workgroupBarrier'))).toBe(false);
});

it('a tile that does not compile is left out', async () => {
  const gpu = await openGpu();
  const compile = gpu.pipelines.compile.bind(gpu.pipelines);
  vi.spyOn(gpu.pipelines, 'compile').mockImplementation((kernel) =>
    kernel.text.includes('workgroupBarrier')
      ? Promise.reject(new Error('no barriers today'))
      : compile(kernel),
  );
  const tuner = new Tuner(gpu, memoryCache().cache, noTime);
  await tuner.tune(makePlan(graph(), COUNTS));
  expect(tuner.tiles.size).toBe(2);
  for (const name of tuner.tiles.values()) expect(name).not.toMatch(/shared/);
});

it('measuring ends when its time is over, the largest product first', async () => {
  const gpu = await openGpu();
  let clock = 0;
  const tuner = new Tuner(gpu, memoryCache().cache, () => {
    clock += 1000;
    return clock;
  });
  const x = input('x', ['N', D], 'f32');
  const small = matmul(x, variable('small', [D, 16]));
  const large = matmul(x, variable('large', [D, 256]));
  await tuner.tune(makePlan({ outputs: { small, large }, assignments: [] }, COUNTS));
  expect([...tuner.tiles.keys()]).toEqual([`nn 64×256×${D}`]);
});

it('products over packed weights are measured as well', async () => {
  const gpu = await openGpu();
  const { kept, cache } = memoryCache();
  const executor = createWebGpuExecutor(gpu, { tiles: cache });
  executor.writePacked('w', pack(normals(F * D), 'q8_0', 'w'));
  const x = input('x', ['N', D], 'f32');
  const y = matmul(x, variable('w', [F, D]), { transposeB: true });
  await executor.compile(
    makePlan({ outputs: { y }, assignments: [] }, COUNTS, new Map([['w', 'q8_0']])),
  );
  expect([...kept.keys()]).toEqual([`nt 64×${F}×${D}`]);
});

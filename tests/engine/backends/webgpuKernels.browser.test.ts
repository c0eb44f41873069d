import { describe, expect, it } from 'vitest';
import { createWebGpuExecutor } from '../../../src/engine/backends/webgpu/executor';
import { type OpCase, opCases } from '../../../src/engine/selfTest/opCases';
import { DEFAULT_TRAITS, type GpuSettings, openPoisonedGpu } from '../../support/webgpu';
import { WAYS, type Way, warm, wrongCases } from './kernelChecks';

const CASES = opCases([33]);

/** Ops whose threads work together where there is a GPU; the others' kernels are the same everywhere. */
const TOGETHER = CASES.filter(({ node }) =>
  /^(matmul|attention|layerNorm|lstm|crossEntropy|sumRows|squaredNorm|scatterAdd)/.test(node.op.id),
);

interface Adapter {
  readonly settings: GpuSettings;
  readonly cases: readonly OpCase[];
  readonly ways: readonly Way[];
}

/** What kernels are made for; one software adapter plays them all. */
const ADAPTERS: Readonly<Record<string, Adapter>> = {
  'a CPU that plays a GPU': { settings: {}, cases: CASES, ways: WAYS },
  'a GPU with subgroups': {
    settings: { traits: { software: false } },
    cases: TOGETHER,
    ways: [WAYS[1]],
  },
  'a GPU with no more than every device has': {
    settings: {
      defaultLimits: true,
      traits: { ...DEFAULT_TRAITS, software: false, subgroupSize: 0 },
    },
    cases: TOGETHER,
    ways: [WAYS[0]],
  },
};

describe.each(Object.entries(ADAPTERS))('WebGPU kernels for %s', (_, { settings, cases, ways }) => {
  it.each(ways)('$name', { timeout: 120_000 }, async (way) => {
    const { gpu, warnings } = await openPoisonedGpu(navigator.gpu, settings);
    const executor = createWebGpuExecutor(gpu);
    await warm(executor, cases, way);
    expect(await wrongCases(executor, cases, way)).toEqual([]);
    expect(await warnings()).toEqual([]);
    expect(executor.description).toBe(gpu.name);
    executor.dispose();
    gpu.destroy();
  });
});

import { expect, it } from 'vitest';
import { createWebGpuExecutor } from '../../../src/engine/backends/webgpu/executor';
import { nodeGpu } from '../../support/nodeGpu';
import { DEFAULT_TRAITS, openPoisonedGpu } from '../../support/webgpu';
import { kernelCases } from './kernelCases';
import { WAYS, wrongCases } from './kernelChecks';

const MODES: Record<string, object> = {
  software: {},
  subgroups: { traits: { software: false } },
  hardware: { defaultLimits: true, traits: { ...DEFAULT_TRAITS, software: false, subgroupSize: 0 } },
};
const only = process.env.OPS?.split(',');
const cases = kernelCases((process.env.SIZES ?? '1,2,7,33,130').split(',').map(Number)).filter(({ node }) => !only || only.includes(node.op.id));
for (const mode of (process.env.MODES ?? 'software').split(','))
  for (const way of WAYS)
    it(`${mode} ${way.name}`, { timeout: 600000 }, async () => {
      const gpu = await nodeGpu();
      const { gpu: device, warnings } = await openPoisonedGpu(gpu, MODES[mode] as object);
      const executor = createWebGpuExecutor(device);
      const begin = performance.now();
      const wrong: string[] = await wrongCases(executor, cases, way);
      console.log(mode, cases.length, 'cases', performance.now() - begin, executor.description);
      expect(wrong).toEqual([]);
      expect(await warnings()).toEqual([]);
      executor.dispose();
    });

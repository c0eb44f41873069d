import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Executor } from '../../../src/engine/backends/executor';
import { KERNELS_BY_OP as WASM_KERNELS } from '../../../src/engine/backends/wasm/kernels';
import { KERNELS_BY_OP as WEBGPU_KERNELS } from '../../../src/engine/backends/webgpu/kernels/table';
import { OPS } from '../../../src/engine/ops/registry';
import { poison } from '../../../src/engine/selfTest/agreement';
import { opCases } from '../../../src/engine/selfTest/opCases';
import { KERNEL_EXECUTORS } from '../../support/executors';
import { WAYS, wrongCases } from './kernelChecks';

const CASES = opCases();

describe('every op', () => {
  it('has kernels and cases', () => {
    const ids = Object.values(OPS).map(({ id }) => id);
    const covered = new Set(CASES.map(({ node }) => node.op.id));
    expect(ids.filter((id) => !(id in WASM_KERNELS))).toEqual([]);
    expect(ids.filter((id) => !(id in WEBGPU_KERNELS))).toEqual([]);
    expect(ids.filter((id) => !covered.has(id))).toEqual([]);
  });
});

describe.each(Object.entries(KERNEL_EXECUTORS))('kernels on %s', (_, makeExecutor) => {
  let executor: Executor;
  beforeAll(async () => {
    executor = await makeExecutor();
  });
  afterAll(() => executor.dispose());

  it.each(WAYS)('$name', async (way) => {
    expect(await wrongCases(executor, CASES, way, poison)).toEqual([]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Executor } from '../../../src/engine/backends/executor';
import { KERNELS_BY_OP } from '../../../src/engine/backends/wasm/kernels';
import type { Node } from '../../../src/engine/graph/node';
import type { Counts } from '../../../src/engine/graph/shapes';
import { OPS } from '../../../src/engine/ops/registry';
import { scale } from '../../../src/engine/ops/scale';
import {
  computeCase,
  poison,
  relativeError,
  TOLERANCE,
} from '../../../src/engine/selfTest/agreement';
import { type OpCase, opCases } from '../../../src/engine/selfTest/opCases';
import { KERNEL_EXECUTORS } from '../../support/executors';
import { cpuExecutor } from '../ops/tfjsCpu';

const CASES = opCases();

/** The op's outputs by its reference, once for all kernels. */
const references = new Map<OpCase, Promise<Float32Array[]>>();

async function reference(test: OpCase): Promise<Float32Array[]> {
  const known =
    references.get(test) ?? computeCase(await cpuExecutor(), test.node, test, test.counts);
  references.set(test, known);
  return known;
}

describe('every op', () => {
  it('has a kernel and cases', () => {
    const ids = Object.values(OPS).map(({ id }) => id);
    const covered = new Set(CASES.map(({ node }) => node.op.id));
    expect(ids.filter((id) => !(id in KERNELS_BY_OP))).toEqual([]);
    expect(ids.filter((id) => !covered.has(id))).toEqual([]);
  });
});

describe.each(Object.entries(KERNEL_EXECUTORS))('kernels on %s', (_, makeExecutor) => {
  let executor: Executor;
  beforeAll(async () => {
    executor = await makeExecutor();
  });
  afterAll(() => executor.dispose());

  async function wrongCases(
    nodeOf: (test: OpCase) => Node,
    capacityOf: (counts: Counts) => Counts,
  ): Promise<string[]> {
    const wrong: string[] = [];
    for (const test of CASES) {
      poison(executor);
      const found = await computeCase(executor, nodeOf(test), test, capacityOf(test.counts));
      const wanted = await reference(test);
      found.forEach((values, i) => {
        const apart = relativeError(values, wanted[i] as Float32Array);
        if (!(apart <= TOLERANCE)) wrong.push(`${test.name}, output ${i}: ${apart}`);
      });
    }
    return wrong;
  }

  it('equal the references at odd sizes, on memory full of NaN', async () => {
    expect(
      await wrongCases(
        ({ node }) => node,
        (counts) => counts,
      ),
    ).toEqual([]);
  });

  it('equal them when they write over their inputs and the plan has room to spare', async () => {
    const copied = ({ overCopies }: OpCase): Node => overCopies((value) => scale(value, 1));
    const roomy = ({ N, S }: Counts): Counts => ({ N: N + 11, S: S + 3 });
    expect(await wrongCases(copied, roomy)).toEqual([]);
  });
});

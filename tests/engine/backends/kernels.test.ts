import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Executor } from '../../../src/engine/backends/executor';
import { KERNELS_BY_OP } from '../../../src/engine/backends/wasm/kernels';
import type { Node } from '../../../src/engine/graph/node';
import { makePlan } from '../../../src/engine/graph/plan';
import type { Counts } from '../../../src/engine/graph/shapes';
import { OPS } from '../../../src/engine/ops/registry';
import { scale } from '../../../src/engine/ops/scale';
import { KERNEL_EXECUTORS } from '../../support/executors';
import { cpuExecutor } from '../ops/tfjsCpu';
import { type KernelCase, kernelCases } from './kernelCases';

const CASES = kernelCases();
/** Largest error over the largest value of a tensor. */
const TOLERANCE = 2e-5;
const POISON = 4_000_000;

/** Memory that will be handed out next is full of NaN: what a kernel fails to write shows. */
function poison(executor: Executor): void {
  executor.writeVariable('poison', new Float32Array(POISON).fill(Number.NaN));
  executor.removeVariable('poison');
}

async function compute(
  executor: Executor,
  node: Node,
  { data, counts }: KernelCase,
  capacity: Counts,
): Promise<Float32Array[]> {
  const outputs = Object.fromEntries(node.outputs.map((value, i) => [`y${i}`, value]));
  const program = await executor.compile(makePlan({ outputs, assignments: [] }, capacity));
  for (const [name, values] of Object.entries(data)) program.write(name, values);
  program.run(counts);
  const results = [];
  for (const name of Object.keys(outputs)) results.push(await program.read(name));
  program.dispose();
  return results;
}

/** Largest difference over the largest value there is, at least 0.1; NaN when one has NaN. */
function error(found: Float32Array, wanted: Float32Array): number {
  let [apart, largest] = [0, 0.1];
  wanted.forEach((value, i) => {
    const difference = Math.abs((found[i] as number) - value);
    apart = Number.isNaN(difference) ? Number.NaN : Math.max(apart, difference);
    largest = Math.max(largest, Math.abs(value));
  });
  return apart / largest;
}

/** The op's outputs by its reference, once for all kernels. */
const references = new Map<KernelCase, Promise<Float32Array[]>>();

async function reference(test: KernelCase): Promise<Float32Array[]> {
  const known = references.get(test) ?? compute(await cpuExecutor(), test.node, test, test.counts);
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
    nodeOf: (test: KernelCase) => Node,
    capacityOf: (counts: Counts) => Counts,
  ): Promise<string[]> {
    const wrong: string[] = [];
    for (const test of CASES) {
      poison(executor);
      const found = await compute(executor, nodeOf(test), test, capacityOf(test.counts));
      const wanted = await reference(test);
      found.forEach((values, i) => {
        const apart = error(values, wanted[i] as Float32Array);
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
    const copied = ({ overCopies }: KernelCase): Node => overCopies((value) => scale(value, 1));
    const roomy = ({ N, S }: Counts): Counts => ({ N: N + 11, S: S + 3 });
    expect(await wrongCases(copied, roomy)).toEqual([]);
  });
});

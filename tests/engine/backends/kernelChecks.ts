import type { Executor } from '../../../src/engine/backends/executor';
import type { Node } from '../../../src/engine/graph/node';
import { makePlan } from '../../../src/engine/graph/plan';
import type { Counts } from '../../../src/engine/graph/shapes';
import { scale } from '../../../src/engine/ops/scale';
import { computeCase, relativeError, TOLERANCE } from '../../../src/engine/selfTest/agreement';
import type { OpCase } from '../../../src/engine/selfTest/opCases';
import { cpuExecutor } from '../ops/tfjsCpu';

/** How a case is put to an executor. */
export interface Way {
  readonly name: string;
  readonly nodeOf: (test: OpCase) => Node;
  readonly capacityOf: (counts: Counts) => Counts;
}

/** Each op alone at its capacity; then over copies of its inputs, in a plan with room to spare. */
export const WAYS: readonly [Way, Way] = [
  {
    name: 'equal the references at odd sizes, on memory full of NaN',
    nodeOf: ({ node }) => node,
    capacityOf: (counts) => counts,
  },
  {
    name: 'equal them when they write over their inputs and the plan has room to spare',
    nodeOf: ({ overCopies }) => overCopies((value) => scale(value, 1)),
    capacityOf: ({ N, S, M = 0 }) => ({ N: N + 11, S: S + 3, M: M + 5 }),
  },
];

/** The op's outputs by its reference, once for all kernels. */
const references = new Map<OpCase, Promise<Float32Array[]>>();

async function reference(test: OpCase): Promise<Float32Array[]> {
  const known =
    references.get(test) ?? computeCase(await cpuExecutor(), test.node, test, test.counts);
  references.set(test, known);
  return known;
}

/** Compiles the kernels of all cases at once, for executors that keep them. */
export async function warm(
  executor: Executor,
  cases: readonly OpCase[],
  { nodeOf, capacityOf }: Way,
): Promise<void> {
  const compiled = cases.map((test) => {
    const outputs = Object.fromEntries(nodeOf(test).outputs.map((value, i) => [`y${i}`, value]));
    return executor.compile(makePlan({ outputs, assignments: [] }, capacityOf(test.counts)));
  });
  for (const program of await Promise.all(compiled)) program.dispose();
}

/** Every case whose outputs are not the reference's, with how far apart they are. */
export async function wrongCases(
  executor: Executor,
  cases: readonly OpCase[],
  { nodeOf, capacityOf }: Way,
  before: (executor: Executor) => void = () => undefined,
): Promise<string[]> {
  const wrong: string[] = [];
  for (const test of cases) {
    before(executor);
    const found = await computeCase(executor, nodeOf(test), test, capacityOf(test.counts));
    const wanted = await reference(test);
    found.forEach((values, i) => {
      const apart = relativeError(values, wanted[i] as Float32Array);
      if (!(apart <= TOLERANCE)) wrong.push(`${test.name}, output ${i}: ${apart}`);
    });
  }
  return wrong;
}

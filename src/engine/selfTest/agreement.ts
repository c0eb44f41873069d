import type { Executor } from '../backends/executor';
import type { Node } from '../graph/node';
import { makePlan } from '../graph/plan';
import type { Counts } from '../graph/shapes';
import type { OpCase } from './opCases';

/** Largest error of a kernel over the largest value of a tensor. */
export const TOLERANCE = 2e-5;

/** Floats that are made NaN before a kernel runs. */
const POISON = 4_000_000;

/** Memory that will be handed out next is full of NaN: what a kernel fails to write shows. */
export function poison(executor: Executor, floats = POISON): void {
  executor.writeVariable('poison', new Float32Array(floats).fill(Number.NaN));
  executor.removeVariable('poison');
}

/** A node's outputs on the data of a case, from a plan made for `capacity`. */
export async function computeCase(
  executor: Executor,
  node: Node,
  { data, counts }: OpCase,
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
export function relativeError(found: Float32Array, wanted: Float32Array): number {
  let [apart, largest] = [0, 0.1];
  wanted.forEach((value, i) => {
    const difference = Math.abs((found[i] as number) - value);
    apart = Number.isNaN(difference) ? Number.NaN : Math.max(apart, difference);
    largest = Math.max(largest, Math.abs(value));
  });
  return apart / largest;
}

/** The larger of two errors, NaN the largest. */
export function worse(a: number, b: number): number {
  return Number.isNaN(a) || Number.isNaN(b) ? Number.NaN : Math.max(a, b);
}

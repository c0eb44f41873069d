import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Executor } from '../../../src/engine/backends/executor';
import { differentiate } from '../../../src/engine/graph/differentiate';
import { input } from '../../../src/engine/graph/leaves';
import type { Value } from '../../../src/engine/graph/node';
import { makePlan } from '../../../src/engine/graph/plan';
import { add } from '../../../src/engine/ops/add';
import { crf, crfDecode } from '../../../src/engine/ops/crf';
import { fill } from '../../../src/engine/ops/fill';
import { relativeError } from '../../../src/engine/selfTest/agreement';

/** A case of tests/fixtures/parity/crf.json. */
export interface CrfCase {
  readonly name: string;
  readonly classes: number;
  readonly emissions: readonly number[];
  readonly tags: readonly number[];
  readonly spans: readonly (readonly [number, number])[];
  readonly transitions: readonly number[];
  readonly start: readonly number[];
  readonly end: readonly number[];
  readonly divisor: number;
  readonly loss: number;
  readonly path: readonly number[];
  readonly gradients: Readonly<Record<'emissions' | 'transitions' | 'start' | 'end', number[]>>;
}

const arithmetic = { add, ones: (like: Value) => fill(like, 1) };

/** Likelihood, gradients and best path of the oracle's chains, on an executor. */
export function testCrf(cases: readonly CrfCase[], make: () => Promise<Executor>): void {
  describe('a chain', () => {
    let executor: Executor;
    beforeAll(async () => {
      executor = await make();
    });
    afterAll(() => executor.dispose());

    it.each(cases)('equals the oracle: $name', async (given) => {
      const found = await compute(executor, given);
      const gradients = Object.entries(given.gradients).map(([name, values]) => [
        `d ${name}`,
        values,
      ]);
      const wanted = { loss: [given.loss], path: given.path, ...Object.fromEntries(gradients) };
      // What is left of two numbers of 1e4 is known to 1e-3, by every executor alike.
      const tolerance = Math.max(...given.emissions.map(Math.abs)) > 1000 ? 2e-2 : 2e-5;
      for (const [name, values] of Object.entries<readonly number[]>(wanted)) {
        const own = found[name] as Float32Array;
        expect(own.length, name).toBe(values.length);
        expect(relativeError(own, Float32Array.from(values)), name).toBeLessThan(tolerance);
      }
    });
  });
}

async function compute(
  executor: Executor,
  given: CrfCase,
): Promise<Readonly<Record<string, Float32Array>>> {
  const { classes: c, tags, spans } = given;
  const counts = { N: tags.length, S: spans.length };
  const leaves = {
    emissions: input('emissions', ['N', c], 'f32'),
    transitions: input('transitions', [c, c], 'f32'),
    start: input('start', [c], 'f32'),
    end: input('end', [c], 'f32'),
  };
  const chain = [input('tags', ['N'], 'i32'), leaves, input('spans', ['S', 2], 'i32')] as const;
  const names = Object.keys(leaves) as (keyof typeof leaves)[];
  const loss = crf(leaves.emissions, ...chain, input('divisor', [1], 'f32'));
  const gradients = differentiate(loss, Object.values(leaves), arithmetic);
  const outputs = {
    loss,
    path: crfDecode(leaves.emissions, ...chain),
    ...Object.fromEntries(names.map((name, i) => [`d ${name}`, gradients[i] as Value])),
  };
  const program = await executor.compile(makePlan({ outputs, assignments: [] }, counts));
  for (const name of names) program.write(name, Float32Array.from(given[name]));
  program.write('tags', Int32Array.from(tags));
  program.write('spans', Int32Array.from(spans.flat()));
  program.write('divisor', Float32Array.of(given.divisor));
  program.run(counts);
  const found: Record<string, Float32Array> = {};
  for (const name of Object.keys(outputs)) found[name] = await program.read(name);
  program.dispose();
  return found;
}

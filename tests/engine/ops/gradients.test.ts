import { describe, expect, it } from 'vitest';
import { input } from '../../../src/engine/graph/leaves';
import type { Value } from '../../../src/engine/graph/node';
import { makePlan } from '../../../src/engine/graph/plan';
import { elementCount } from '../../../src/engine/graph/shapes';
import { OPS } from '../../../src/engine/ops/registry';
import { scale } from '../../../src/engine/ops/scale';
import { normals, type OpCase, opCases } from './cases';
import { cpuExecutor } from './tfjsCpu';

const STEP = 1e-2;

/** y of a case with one input changed. */
async function evaluate(
  test: OpCase,
  change: { name: string; data: Float32Array } | null,
): Promise<Float32Array> {
  const executor = await cpuExecutor();
  const program = await executor.compile(
    makePlan({ outputs: { y: test.output }, assignments: [] }, test.counts),
  );
  for (const [name, { data }] of Object.entries(test.inputs)) {
    program.write(name, change?.name === name ? change.data : data);
  }
  program.run(test.counts);
  return program.read('y');
}

/** Gradients of Σ y·w by the op's rule, by input name. */
async function ruleGradients(
  test: OpCase,
  weights: Float32Array,
): Promise<Map<string, Float32Array>> {
  const { node } = test.output;
  const dy = input('dy', test.output.shape, 'f32');
  const needs = node.inputs.map(({ dtype }) => dtype === 'f32');
  const gradients = node.op.gradient?.(node, [dy, null], needs) ?? [];
  const names = node.inputs.map(({ node: leaf }) => String(leaf.attrs.name));
  const outputs: Record<string, Value> = {};
  gradients.forEach((gradient, i) => {
    // Scaled by 1, since the rule may hand dy itself on.
    if (gradient && needs[i]) outputs[names[i] as string] = scale(gradient, 1);
  });
  const executor = await cpuExecutor();
  const program = await executor.compile(makePlan({ outputs, assignments: [] }, test.counts));
  for (const [name, { data }] of Object.entries(test.inputs)) program.write(name, data);
  program.write('dy', weights);
  program.run(test.counts);
  const found = new Map<string, Float32Array>();
  for (const name of Object.keys(outputs)) found.set(name, await program.read(name));
  return found;
}

function dot(y: Float32Array, w: Float32Array): number {
  return y.reduce((sum, value, i) => sum + value * (w[i] as number), 0);
}

describe('gradient rules equal finite differences', () => {
  for (const test of opCases()) {
    it(test.name, async () => {
      const weights = normals(elementCount(test.output.shape, test.counts));
      const rules = await ruleGradients(test, weights);
      expect(rules.size > 0).toBe(test.constant !== true);
      for (const [name, rule] of rules) {
        const { data } = test.inputs[name] as { data: Float32Array };
        const scale = Math.max(...rule.map(Math.abs), 0.1);
        for (let i = 0; i < data.length; i++) {
          const at = async (delta: number): Promise<number> => {
            const changed = data.slice();
            changed[i] = (changed[i] as number) + delta;
            return dot(await evaluate(test, { name, data: changed }), weights);
          };
          const slope = ((await at(STEP)) - (await at(-STEP))) / (2 * STEP);
          expect(Math.abs(slope - (rule[i] as number)) / scale, `${name}[${i}]`).toBeLessThan(5e-3);
        }
      }
    });
  }

  it('every op with a gradient rule has a case', () => {
    const covered = new Set(opCases().map(({ op }) => op));
    const differentiable = Object.values(OPS).filter((op) => op.gradient);
    expect(differentiable.map(({ id }) => id).filter((id) => !covered.has(id))).toEqual([]);
  });
});

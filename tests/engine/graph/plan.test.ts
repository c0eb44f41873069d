import { describe, expect, it } from 'vitest';
import { cutFrozen } from '../../../src/engine/graph/cut';
import { differentiate } from '../../../src/engine/graph/differentiate';
import { input, leafName, variable } from '../../../src/engine/graph/leaves';
import { makeNode, type Value } from '../../../src/engine/graph/node';
import { makePlan, type Plan } from '../../../src/engine/graph/plan';
import { activation } from '../../../src/engine/ops/activation';
import { add } from '../../../src/engine/ops/add';
import { addBias } from '../../../src/engine/ops/addBias';
import { crossEntropy } from '../../../src/engine/ops/crossEntropy';
import { dropout } from '../../../src/engine/ops/dropout';
import { fill } from '../../../src/engine/ops/fill';
import { matmul, matmulOp } from '../../../src/engine/ops/matmul';

const arithmetic = { add, ones: (like: Value) => fill(like, 1) };

function perceptron() {
  const x = input('x', ['N', 4], 'f32');
  const key = input('key', [1], 'i32');
  const [w1, b1] = [variable('w1', [4, 5]), variable('b1', [5])];
  const [w2, b2] = [variable('w2', [5, 3]), variable('b2', [3])];
  const hidden = activation(addBias(matmul(x, w1), b1), 'gelu');
  const logits = addBias(matmul(dropout(hidden, key, 0.1, 1), w2), b2);
  const loss = crossEntropy(logits, input('labels', ['N'], 'i32'), input('divisor', [1], 'f32'));
  return { loss, logits, hidden, variables: { w1, b1, w2, b2 } };
}

function gradientPlan(names: readonly ('w1' | 'b1' | 'w2' | 'b2')[], accumulate = false): Plan {
  const { loss, variables } = perceptron();
  const gradients = differentiate(
    loss,
    names.map((name) => variables[name]),
    arithmetic,
  );
  const assignments = names.map((name, i) => {
    const gradient = gradients[i] as Value;
    const value = accumulate ? add(gradient, variable(`grad/${name}`, gradient.shape)) : gradient;
    return { variable: `grad/${name}`, value };
  });
  return makePlan({ outputs: { loss }, assignments }, { N: 16, S: 4 });
}

function ops(plan: Plan): string[] {
  return plan.steps.map(({ op }) => op.id);
}

describe('fusion', () => {
  it('folds bias, activation and activation gradient into products', () => {
    const plan = gradientPlan(['w1', 'b1', 'w2', 'b2']);
    expect(ops(plan)).not.toContain('addBias');
    expect(ops(plan)).not.toContain('activation');
    const saved = plan.steps.find(({ attrs }) => attrs.savePre === true);
    expect(saved?.attrs).toMatchObject({ bias: true, activation: 'gelu' });
  });

  it('leaves a residual beside an activation, which a product does not take with it', () => {
    const [x, h] = [input('x', ['N', 4], 'f32'), input('h', ['N', 5], 'f32')];
    const y = add(activation(matmul(x, variable('w', [4, 5])), 'gelu'), h);
    expect(ops(makePlan({ outputs: { y }, assignments: [] }, { N: 8, S: 1 }))).toContain('add');
    const attrs = { residual: true, activation: 'gelu' };
    const inputs = [x, variable('w', [4, 5]), h];
    expect(() => makeNode(matmulOp, inputs, attrs)).toThrowError(/not both/);
  });

  it('accumulates gradients inside the product, without a pass of its own', () => {
    const plan = gradientPlan(['w1', 'w2'], true);
    expect(ops(plan)).not.toContain('add');
    expect(plan.steps.filter(({ attrs }) => attrs.residual === true)).toHaveLength(2);
  });
});

describe('differentiation', () => {
  it('stops where nothing below trains', () => {
    const all = ops(gradientPlan(['w1', 'b1', 'w2', 'b2']));
    const top = ops(gradientPlan(['w2', 'b2']));
    expect(top.filter((op) => op === 'matmul')).toHaveLength(3);
    expect(all.filter((op) => op === 'matmul')).toHaveLength(5);
  });

  it('refuses a variable that the loss does not depend on', () => {
    const { loss } = perceptron();
    expect(() => differentiate(loss, [variable('other', [2])], arithmetic)).toThrow(/other/);
  });
});

describe('memory layout', () => {
  it('never lets two live buffers share a slot', () => {
    for (const plan of [gradientPlan(['w1', 'b1', 'w2', 'b2']), gradientPlan(['w1', 'w2'], true)]) {
      const lastUse = new Map<number, number>();
      plan.steps.forEach((step, i) => {
        for (const id of [...step.inputs, ...step.outputs]) lastUse.set(id, i);
      });
      const owner = new Map<number, number>();
      plan.steps.forEach((step, i) => {
        for (const id of step.inputs) {
          const slot = plan.buffers[id]?.slot ?? -1;
          if (slot >= 0) expect(owner.get(slot), `step ${i} reads buffer ${id}`).toBe(id);
        }
        step.outputs.forEach((id, output) => {
          const slot = plan.buffers[id]?.slot ?? -1;
          if (slot < 0) return;
          const before = owner.get(slot);
          const over = step.inputs[step.op.inPlace?.[output] ?? -1];
          if (before !== undefined && (lastUse.get(before) ?? -1) >= i) expect(before).toBe(over);
          owner.set(slot, id);
        });
      });
    }
  });

  it('writes gradients straight into their variables', () => {
    const plan = gradientPlan(['w1', 'b1', 'w2', 'b2']);
    const written = plan.steps.flatMap(({ outputs }) => outputs).map((id) => plan.buffers[id]);
    const named = written
      .filter((buffer) => buffer?.kind === 'variable')
      .map((buffer) => buffer?.name);
    expect(named.sort()).toEqual(['grad/b1', 'grad/b2', 'grad/w1', 'grad/w2']);
  });

  it('knows its bytes before anything is allocated, and needs more for more tokens', () => {
    const { logits } = perceptron();
    const bytes = (N: number): number =>
      makePlan({ outputs: { logits }, assignments: [] }, { N, S: 4 }).bytes.workspace;
    expect(bytes(16)).toBeGreaterThan(0);
    expect(bytes(1600)).toBeGreaterThan(50 * bytes(16) * 0.5);
  });
});

describe('cutting off what is frozen', () => {
  it('parts the graph below the trained weights and keeps dropout above the cut', () => {
    const { loss, hidden } = perceptron();
    const isTrained = (leaf: Value): boolean =>
      ['w2', 'b2'].includes(leafName(leaf, 'variable') ?? '');
    const { frontier, results } = cutFrozen([loss], isTrained);
    expect(frontier).toEqual([hidden]);
    const plan = makePlan(
      { outputs: { loss: results[0] as Value }, assignments: [] },
      { N: 16, S: 4 },
    );
    expect(ops(plan)).toEqual(['dropout', 'matmul', 'crossEntropy']);
  });
});

import { expect, it } from 'vitest';
import { input, variable } from '../../../src/engine/graph/leaves';
import { makePlan } from '../../../src/engine/graph/plan';
import { add } from '../../../src/engine/ops/add';
import { EXECUTORS, KERNEL_EXECUTORS } from '../../support/executors';
import { packedWeightTests } from './packedWeights';

for (const [name, make] of Object.entries({ ...KERNEL_EXECUTORS, ...EXECUTORS }))
  packedWeightTests(name, make);

it('a plan refuses to compute with a packed weight what no kernel unpacks', () => {
  const w = variable('w', [4, 32]);
  const outputs = { y: add(w, input('x', [4, 32], 'f32')) };
  const storages = new Map([['w', 'f16' as const]]);
  expect(() => makePlan({ outputs, assignments: [] }, { N: 1, S: 1 }, storages)).toThrowError(
    /"w" is f16, which add does not take/,
  );
});

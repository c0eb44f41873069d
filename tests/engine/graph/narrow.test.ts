import { expect, it } from 'vitest';
import { input, variable } from '../../../src/engine/graph/leaves';
import { narrowRows } from '../../../src/engine/graph/narrow';
import type { Value } from '../../../src/engine/graph/node';
import { makePlan } from '../../../src/engine/graph/plan';
import { activation } from '../../../src/engine/ops/activation';
import { add } from '../../../src/engine/ops/add';
import { addBias } from '../../../src/engine/ops/addBias';
import { gather } from '../../../src/engine/ops/gather';
import { layerNorm } from '../../../src/engine/ops/layerNorm';
import { matmul } from '../../../src/engine/ops/matmul';
import { segmentMean } from '../../../src/engine/ops/segmentMean';
import { EXECUTORS } from '../../support/executors';
import { normals } from './../ops/cases';

const COUNTS = { N: 9, S: 3 };
const x = input('x', ['N', 4], 'f32');
const starts = input('starts', ['S'], 'i32');
const segments = input('segments', ['S', 2], 'i32');
const [up, bias, down] = [variable('up', [4, 6]), variable('bias', [6]), variable('down', [6, 4])];
const [gamma, beta] = [variable('gamma', [4]), variable('beta', [4])];

/** norm(x + down · gelu(up · x + bias)), all rows. */
function block(): Value {
  const inner = activation(addBias(matmul(x, up), bias), 'gelu');
  return layerNorm(add(matmul(inner, down), x), gamma, beta, 1e-5);
}

function rowsOf(values: readonly Value[]): string[] {
  const outputs = Object.fromEntries(values.map((value, i) => [`y${i}`, value]));
  const { steps, buffers } = makePlan({ outputs, assignments: [] }, COUNTS);
  return steps.map(({ op, outputs: [y] }) => `${op.id} ${buffers[y as number]?.shape[0]}`);
}

it('a block of which single rows are read is computed for those rows', () => {
  expect(rowsOf([gather(starts, block())])).toContain('matmul N');
  const short = rowsOf(narrowRows([gather(starts, block())]));
  expect(short.filter((step) => step.endsWith(' N'))).toEqual([]);
  expect(short.filter((step) => step === 'gather S')).toHaveLength(1);
});

it('a block that something else reads whole stays as it is', () => {
  const y = block();
  const before = [gather(starts, y), segmentMean(y, segments)];
  expect(rowsOf(narrowRows(before))).toEqual(rowsOf(before));
});

it('a selection of one value by two indices stays as it is', () => {
  const y = block();
  const ends = input('ends', ['S'], 'i32');
  const before = [gather(starts, y), gather(ends, y)];
  expect(rowsOf(narrowRows(before))).toEqual(rowsOf(before));
});

for (const [name, make] of Object.entries(EXECUTORS)) {
  it(`the rows are the same on ${name}`, async () => {
    const executor = await make();
    for (const leaf of [up, bias, down, gamma, beta]) {
      const size = leaf.shape.reduce<number>((n, dim) => n * Number(dim), 1);
      executor.writeVariable(String(leaf.node.attrs.name), normals(size));
    }
    const data = normals(36);
    const read = async (y: Value): Promise<Float32Array> => {
      const program = await executor.compile(makePlan({ outputs: { y }, assignments: [] }, COUNTS));
      program.write('x', data);
      program.write('starts', Int32Array.of(0, 4, 5));
      program.run(COUNTS);
      return program.read('y');
    };
    const whole = await read(gather(starts, block()));
    const short = await read(narrowRows([gather(starts, block())])[0] as Value);
    short.forEach((value, i) => {
      expect(value).toBeCloseTo(whole[i] as number, 5);
    });
    executor.dispose();
  });
}

import { expect, it } from 'vitest';
import type { Executor } from '../../../src/engine/backends/executor';
import { input, variable } from '../../../src/engine/graph/leaves';
import { makePlan } from '../../../src/engine/graph/plan';
import { matmul } from '../../../src/engine/ops/matmul';

/** Holds an executor to keep tensors apart that have one name. */
export function testNames(make: () => Promise<Executor>): void {
  it('an output named as an input is does not lie over it', async () => {
    const executor = await make();
    executor.writeVariable('w', Float32Array.from([0, 1, 1, 0]));
    const x = input('x', ['N', 2], 'f32');
    const outputs = { x: matmul(x, variable('w', [2, 2])) };
    const program = await executor.compile(makePlan({ outputs, assignments: [] }, { N: 3, S: 1 }));
    program.write('x', Float32Array.from([1, 2, 3, 4, 5, 6]));
    for (const _again of [1, 2]) {
      program.run({ N: 3, S: 1 });
      expect([...(await program.read('x'))]).toEqual([2, 1, 4, 3, 6, 5]);
    }
    executor.dispose();
  });
}

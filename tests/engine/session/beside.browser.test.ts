import { expect, it } from 'vitest';
import { answersOf, besidesOf, packableModel, putBeside, trainOn } from '../../support/besides';
import { webgpuMaker } from '../../support/webgpu';

const makeExecutor = webgpuMaker(navigator.gpu);

it.each(['f32', 'q8'])(
  'on WebGPU, too, adapters of one base answer as their own runs do and add their own bytes: %s',
  { timeout: 120_000 },
  async (precision) => {
    const model = await packableModel();
    const host = await trainOn(model, await makeExecutor(), { precision });
    const other = await trainOn(model, await makeExecutor(), {
      precision,
      method: { id: 'prefix' },
    });
    const [mine, wanted] = [await answersOf(host.run), await answersOf(other.run)];
    const before = host.run.executor.bytes().variables;
    const besides = besidesOf(host);
    const one = await putBeside(besides, 'b', other);
    const { apart, otherPrecision, drawn, trained } = one.held();
    expect([apart, otherPrecision, drawn]).toEqual([0, 0, 0]);
    expect(host.run.executor.bytes().variables - before).toBe(trained);
    // The plans are of other capacities, so a GPU may add in another order.
    const found = await answersOf(one);
    for (const side of ['base', 'tuned'] as const)
      found[side].forEach((logit, i) => {
        expect(logit).toBeCloseTo(wanted[side][i] as number, 4);
      });
    expect(await answersOf(host.run)).toEqual(mine);
    besides.remove('b');
    expect(host.run.executor.bytes().variables).toBe(before);
    host.run.dispose();
    other.run.dispose();
  },
);

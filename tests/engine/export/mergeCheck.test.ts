import { describe, expect, it } from 'vitest';
import { checkMerge, firstRows, mergeable } from '../../../src/engine/session/mergeCheck';
import type { Run } from '../../../src/engine/session/run';
import { ASKED, csv, tunedRun } from '../../support/tunedRun';
import { cpuExecutor } from '../ops/tfjsCpu';

const tuned = async (method: object, task?: object): Promise<Run> =>
  tunedRun(await cpuExecutor(), method, task);

async function differenceOf(run: Run): Promise<number> {
  const { examples } = run.parts.data.validation ?? run.parts.data.train;
  const { rows, largestDifference } = await checkMerge(run, examples, await cpuExecutor());
  expect(rows).toBe(examples.length);
  return largestDifference;
}

describe('a merged model', () => {
  it.each([
    [{ id: 'lora', rank: 3, alpha: 16 }, {}],
    [{ id: 'lora', bias: 'all' }, { pooling: 'mean' }],
    [{ id: 'dora', rank: 3 }, {}],
    [{ id: 'ia3' }, {}],
    [{ id: 'layer-norm' }, {}],
    [{ id: 'bitfit' }, {}],
  ])('of %j, %j answers as base and adapter do, which is measured', async (method, task) => {
    const run = await tuned(method, task);
    expect(mergeable(run)).toBe(true);
    expect(await differenceOf(run)).toBeLessThan(1e-5);
  });

  it('that were wrong would be told by how much', async () => {
    const run = await tuned({ id: 'lora', rank: 3, alpha: 16 });
    const { method } = run.parts;
    const forgetful = { ...method, merge: () => new Map<string, Float32Array>() };
    const wrong = Object.assign(Object.create(run), { parts: { ...run.parts, method: forgetful } });
    expect(await differenceOf(wrong)).toBeGreaterThan(1e-4);
  });

  it.each([{ id: 'prompt' }, { id: 'prefix' }, { id: 'adapter' }, { id: 'full' }])(
    'is not made of %j and a base',
    async (method) => {
      expect(mergeable(await tuned(method))).toBe(false);
    },
  );

  it('is asked the first rows of a file, cut as the run cut them', async () => {
    const run = await tuned({ id: 'lora' });
    const rows = firstRows(run, await csv(ASKED, 'asked.csv'));
    const wanted = run.parts.data.test?.examples;
    expect(rows.map(({ ids }) => [...ids])).toEqual([...(wanted ?? [])].map(({ ids }) => [...ids]));
  });
});

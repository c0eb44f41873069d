import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { checkJob, type Job, openModel } from '../../src/engine/index';
import type { ModelShelf } from '../../src/worker/modelShelf';
import { planMethods } from '../../src/worker/planning';
import { createPreparation } from '../../src/worker/preparation';
import type { RunFiles } from '../../src/worker/protocol';
import type { Resources } from '../../src/worker/studioStore';
import { createTaskBoard } from '../../src/worker/tasks';
import { tinyBertFiles, tinyCsv } from '../support/tinyBert';

const METHODS = ['lora', 'bitfit', 'head-only', 'prompt'].map((id) => ({ id, config: {} }));

beforeAll(() => {
  vi.stubGlobal('navigator', { hardwareConcurrency: 1 });
});
afterAll(() => vi.unstubAllGlobals());

function jobOn(name: string): { job: Job; files: RunFiles } {
  const file = new File([tinyCsv()], name, { lastModified: 1 });
  return {
    job: checkJob({
      version: 1,
      model: 'tiny',
      data: { train: name },
      task: { id: 'sequence-classification' },
      method: { id: 'full' },
    }),
    files: { data: { [name]: { kind: 'file', file } } },
  };
}

async function desk() {
  const model = await openModel({ id: 'tiny', label: 'Tiny', files: await tinyBertFiles() });
  const shelf = { get: async () => model, dropped: () => null } as unknown as ModelShelf;
  return createPreparation(
    {} as Resources,
    shelf,
    createTaskBoard(() => {}),
  );
}

it('a list of methods on rows that are no longer wanted leaves those alone that are', async () => {
  const preparation = await desk();
  const [before, now] = [jobOn('before.csv'), jobOn('now.csv')];
  await preparation.prepare(before.job, before.files);
  const list = planMethods(preparation, before.job, before.files, METHODS);
  const stale = expect(list).rejects.toMatchObject({ code: 'task/cancelled' });
  const { parts } = await preparation.prepare(now.job, now.files);
  expect(parts.job.data.train).toBe('now.csv');
  await stale;
  await expect(planMethods(preparation, before.job, before.files, METHODS)).rejects.toMatchObject({
    code: 'task/cancelled',
  });
  const plans = await planMethods(preparation, now.job, now.files, METHODS);
  expect(plans.map((plan) => 'picture' in plan)).toEqual([true, true, true, true]);
});

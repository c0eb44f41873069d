import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPlayground, type Outcome, type Playground } from './runner';

const ROWS = Array.from({ length: 24 }, (_, i) => {
  const labels = [i % 2 ? 'red' : 'blue', ...(i % 3 === 0 ? ['cat'] : [])];
  return `the ${labels.join(' ')} runs ${String.fromCharCode(97 + i)},${labels.join('|')}`;
});

let here: Playground;
let trained: Outcome;
beforeAll(async () => {
  here = await createPlayground();
  await writeFile(here.path('labels.csv'), `text,labels\n${ROWS.join('\n')}\n`);
  const data = { train: 'labels.csv', validation: { fraction: 0.5 } };
  await here.job('job.json', { data, task: { id: 'multi-label' } }, { maxSteps: 3 });
  trained = await here.graft(['train', 'job.json', '--out', 'run']);
});
afterAll(() => here.remove());

const json = async (path: string) => JSON.parse(await readFile(here.path(path), 'utf8'));

describe('thresholds that training tunes', () => {
  it('stand in the summary, in the record of the job and beside the adapter', async () => {
    expect(trained).toMatchObject({ code: 0 });
    const { thresholds } = (await json('run/summary.json')).tuned;
    expect(thresholds).toHaveLength(3);
    expect((await json('run/job.json')).task).toMatchObject({ id: 'multi-label', thresholds });
    expect((await json('run/adapter/graft.json')).task).toMatchObject({ thresholds });
  });

  it('make no other run of it: its own record finds it complete', async () => {
    const again = await here.graft(['train', 'run/job.json', '--out', 'run', '--resume']);
    expect(again).toMatchObject({ code: 0, out: '' });
    expect(again.err).toContain('is complete');
  });
});

import { afterAll, expect, it } from 'vitest';
import { createDataClient } from '../../src/worker/engineClient';
import type { StudioEvent } from '../../src/worker/protocol';

const MEGABYTES = 20;
/** What a person feels as a page that does not answer begins here. */
const LONGEST_TASK = 50;

/** A CSV of about as many megabytes, whose rows all differ. */
function largeCsv(megabytes: number): { file: File; rows: number } {
  const words = 'a customer writes that the parcel came late, was wet, and that nobody answers ';
  const parts: string[] = ['id,text,label\n'];
  let rows = 0;
  for (let part = 0; part < megabytes; part++) {
    const lines: string[] = [];
    for (let size = 0; size < 1_000_000; rows++) {
      const line = `${rows},"${words.slice(rows % 40)}${rows}, ${words}",${rows % 7}\n`;
      lines.push(line);
      size += line.length;
    }
    parts.push(lines.join(''));
  }
  return { file: new File(parts, 'large.csv', { type: 'text/csv' }), rows };
}

const client = createDataClient();
const large = largeCsv(MEGABYTES);
const source = { kind: 'file', file: large.file } as const;

afterAll(() => client.calls.cancel('open'));

it('a file of 20 MB is read in the worker while the page stays free', async () => {
  const longest: number[] = [];
  const watch = new PerformanceObserver((list) => {
    longest.push(...list.getEntries().map(({ duration }) => duration));
  });
  watch.observe({ type: 'longtask' });
  const told: StudioEvent[] = [];
  const ignore = client.subscribe((event) => told.push(event));
  const summary = await client.calls.open('open', source);
  ignore();
  watch.disconnect();
  expect(summary).toMatchObject({ rows: large.rows, task: 'sequence-classification' });
  expect(summary.guesses[summary.task]?.roles).toMatchObject({ text: 'text', label: 'label' });
  const page = await client.calls.page(summary.id, { start: large.rows - 1, count: 5 });
  expect(page.rows.map(({ row }) => row)).toEqual([large.rows]);
  expect(Math.max(0, ...longest)).toBeLessThanOrEqual(LONGEST_TASK);
  const activities = told.map((event) => event.type === 'progress' && event.progress?.activity);
  expect(new Set(activities)).toEqual(new Set(['detecting', 'reading', 'hashing', undefined]));
  await client.calls.close(summary.id);
});

it('reading it can be cancelled in the middle, and the next file is read', async () => {
  const ignore = client.subscribe((event) => {
    if (event.type === 'progress' && event.progress?.activity === 'reading')
      void client.calls.cancel('open');
  });
  await expect(client.calls.open('open', source)).rejects.toMatchObject({
    code: 'task/cancelled',
    remedy: expect.stringContaining('again'),
  });
  ignore();
  const small = new File(['text,label\na b,x\nc d,y\n'], 'small.csv');
  const summary = await client.calls.open('open', { kind: 'file', file: small });
  expect(summary.rows).toBe(2);
});

import { expect, it } from 'vitest';
import { memorySource } from '../../src/engine/core/bytes';
import { openDataset } from '../../src/engine/index';
import { groupProblems, rowsByKind } from '../../src/worker/problemGroups';

const dataset = (text: string) =>
  openDataset(memorySource(new TextEncoder().encode(text), 'rows.csv'), {
    onUnclosedQuote: 'stop',
  });

it('problems of one kind are one group, errors before warnings before the rest', async () => {
  const rows = Array.from({ length: 30 }, () => 'a b,x,surplus');
  const found = await dataset(['text,label', 'a b,x', '', ...rows, '"open,y'].join('\n'));
  const groups = groupProblems(found.problems, found);
  expect(groups.map(({ kind, severity, count }) => [kind, severity, count])).toEqual([
    ['unclosed-quote', 'error', 1],
    ['too-many-fields', 'warning', 30],
    ['blank-line', 'info', 1],
  ]);
  const [, long] = groups;
  expect(long?.examples).toHaveLength(20);
  expect(long?.examples[0]).toMatchObject({ row: 2, line: 4, column: null });
  // Rows that were left out are in no page, so no page can show them.
  expect(long?.rows).toBe(0);
});

it('rows that were read are found again by the kind of their problem', async () => {
  const found = await dataset('text,label\na b,x\nc\0d,y\nlong,row,here\ne\0f,z\n');
  expect(rowsByKind(found.problems, found)).toEqual(new Map([['nul', new Set([1, 2])]]));
});

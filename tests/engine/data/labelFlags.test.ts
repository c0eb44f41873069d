import { describe, expect, it } from 'vitest';
import { labelLists } from '../../../src/engine/data/goals/labelLists';
import { createProblemLog } from '../../../src/engine/data/problems';
import { load } from './support';

const COLUMNS = { text: 'text', labels: 'toxic', labels2: 'rude', labels3: 'threat' };

function file(flags: readonly string[], header = 'text,toxic,rude,threat'): string {
  const rows = flags.map((line, i) => `a comment that somebody has written number ${i},${line}`);
  return `${header}\n${rows.join('\n')}\n`;
}

/** Forty rows of three flags that do not hang together. */
const FLAGS = Array.from({ length: 40 }, (_, i) => `${i % 2},${i % 3 ? 0 : 1},${i % 5 ? 0 : 1}`);

async function answers(flags: readonly string[], names?: readonly string[]) {
  const dataset = await load(file(flags));
  const read = labelLists.answers(dataset, COLUMNS, { settings: {}, ...(names && { names }) });
  const log = createProblemLog();
  return {
    names: read.names,
    rows: flags.map((_, row) => read.read(row, log) && [...(read.read(row, log) as Float32Array)]),
    said: flags.map((_, row) => read.said(row)),
    problems: [...read.problems.list, ...log.report().list].map(({ message }) => message),
  };
}

describe('labels that have a column each', () => {
  it('are named by their columns, and read however yes and no are said', async () => {
    const found = await answers(['1,0,1', 'TRUE,false,No', 'yes,no,1.0']);
    expect(found.names).toEqual(['toxic', 'rude', 'threat']);
    expect(found.rows).toEqual([
      [1, 0, 1],
      [1, 0, 0],
      [1, 0, 1],
    ]);
    expect(found.said).toEqual(['toxic, threat', 'toxic', 'toxic, threat']);
  });

  it('stand in the order of a head that knows them', async () => {
    const { rows } = await answers(['1,0,0'], ['threat', 'rude', 'toxic']);
    expect(rows).toEqual([[0, 0, 1]]);
  });

  it('tell what is neither, what is empty, and what nobody or everybody has', async () => {
    const { rows, problems } = await answers(['1,0,0', '1,2,0', '1,,0']);
    expect(rows).toEqual([[1, 0, 0], null, null]);
    expect(problems).toEqual(
      expect.arrayContaining([
        'Column toxic: “toxic” stands on all 3 rows; nothing can be learned of it.',
        'Column threat: none of the 3 rows has “threat”; nothing can be learned of it.',
        expect.stringContaining('Row 2, column rude: “2” is neither 0 nor 1.'),
        expect.stringContaining('Row 3, column rude: empty.'),
      ]),
    );
  });

  it('are found by themselves from three columns on', async () => {
    const guess = labelLists.guess(await load(file(FLAGS)));
    expect(guess).toMatchObject({ roles: COLUMNS, safe: true });
    expect(guess.reasons.labels?.message).toContain('3 columns hold 0 or 1');
  });

  it('are asked for where two columns, or one named as a label, may mean something else', async () => {
    const two = FLAGS.map((line) => line.slice(0, 3));
    expect(labelLists.guess(await load(file(two, 'text,verified,rude')))).toMatchObject({
      roles: { labels: 'verified', labels2: 'rude' },
      safe: false,
    });
    const named = await load(file(FLAGS, 'text,label,verified,rude'));
    expect(labelLists.guess(named).safe).toBe(false);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classes } from '../../../src/engine/data/goals/classes';
import { labelLists } from '../../../src/engine/data/goals/labelLists';
import { numbers } from '../../../src/engine/data/goals/numbers';
import { createProblemLog } from '../../../src/engine/data/problems';
import { load } from './support';

/** A CSV of numbered texts and these answers. */
function file(answers: readonly string[], header = 'text,answer'): string {
  return `${header}\n${answers.map((answer, i) => `some text of row ${i},"${answer}"`).join('\n')}\n`;
}

async function targets(answers: readonly string[]) {
  const dataset = await load(file(answers));
  const read = numbers.answers(dataset, { text: 'text', target: 'answer' }, { settings: {} });
  const log = createProblemLog();
  return {
    values: answers.map((_, row) => read.read(row, log)?.[0] ?? null),
    column: read.problems.list.map(({ kind }) => kind),
    rows: log.report().list.map(({ message }) => message),
  };
}

async function labels(answers: readonly string[], separator = 'auto', names?: readonly string[]) {
  const dataset = await load(file(answers.map((answer) => answer.replaceAll('"', '""'))));
  const options = { settings: { separator }, ...(names && { names }) };
  const read = labelLists.answers(dataset, { text: 'text', labels: 'answer' }, options);
  const log = createProblemLog();
  return {
    names: read.names,
    rows: answers.map((_, row) => read.read(row, log)),
    said: answers.map((_, row) => read.said(row)),
    problems: [...read.problems.list, ...log.report().list].map(({ message }) => message),
  };
}

describe('a column of numbers', () => {
  it('is read with points, thousands and exponents', async () => {
    const { values, column } = await targets(['1', ' -2.5', '1,200', '1,234,567.5', '3e2']);
    expect(values).toEqual([1, -2.5, 1200, 1234567.5, 300]);
    expect(column).toEqual([]);
  });

  it('is read with decimal commas where no other reading fits, which is told', async () => {
    const { values, column } = await targets(['1,5', '2,25', '3', '1,200']);
    expect(values).toEqual([1.5, 2.25, 3, 1.2000000476837158]);
    expect(column).toEqual(['decimal-comma']);
  });

  it('names each row that has none, and leaves it out', async () => {
    const { values, rows } = await targets(['1', 'NaN', '', 'about 900', 'Infinity', '2']);
    expect(values).toEqual([1, null, null, null, null, 2]);
    expect(rows).toEqual(
      [
        'Row 3, column answer: empty. The row is left out.',
        'Row 2, column answer: “NaN” is not a number. The row is left out.',
        'Row 4, column answer: “about 900” is not a number. The row is left out.',
        'Row 5, column answer: “Infinity” is not a number. The row is left out.',
      ].sort((a, b) => rows.indexOf(a) - rows.indexOf(b)),
    );
  });

  it('that has one number, or none, cannot be learned', async () => {
    expect((await targets(['7', '7', ''])).column).toEqual(['constant-target']);
    expect((await targets(['cheap', 'dear'])).column).toEqual(['no-numbers']);
  });

  it('may be one of several', async () => {
    const dataset = await load('text,a,b\none text,1,10\nother text,2,\n');
    const columns = { text: 'text', target: 'a', target2: 'b' };
    const read = numbers.answers(dataset, columns, { settings: {} });
    expect(read.names).toEqual(['a', 'b']);
    expect(read.read(0, createProblemLog())).toEqual(Float32Array.of(1, 10));
    expect(read.read(1, createProblemLog())).toBeNull();
    expect(read.said(0)).toBe('1; 10');
  });
});

describe('a column of labels', () => {
  it('is split by what most cells have, spaces and repeats taken off', async () => {
    const found = await labels(['a| b', 'b', '', 'c|a|a']);
    expect(found.names).toEqual(['a', 'b', 'c']);
    expect(found.rows.map((row) => row && [...row])).toEqual([
      [1, 1, 0],
      [0, 1, 0],
      [0, 0, 0],
      [1, 0, 1],
    ]);
    expect(found.said).toEqual(['a, b', 'b', '', 'c, a']);
    expect(found.problems).toEqual([
      'Column answer: 1 rows have no label; they teach that none fits.',
    ]);
  });

  it('may hold JSON lists, or be split as a person says', async () => {
    expect((await labels(['["x, y", "z"]', '[]', '["z"]'])).names).toEqual(['x, y', 'z']);
    expect((await labels(['x, y; z', 'z'], ';')).names).toEqual(['x, y', 'z']);
  });

  it('with a label that training has not seen leaves the row out, by name', async () => {
    const found = await labels(['a|b', 'a|d'], 'auto', ['a', 'b']);
    expect(found.rows[1]).toBeNull();
    expect(found.problems).toContain(
      'Row 2, column answer: “d” is not one of the classes. The row is left out.',
    );
  });

  it('without any label cannot be learned, and a label on every row is told', async () => {
    expect((await labels(['', '|'])).problems).toEqual([
      'Column answer: none of the 2 rows has a label.',
    ]);
    expect((await labels(['a|b', 'a'])).problems).toEqual([
      'Column answer: “a” stands on all 2 rows; nothing can be learned of it.',
    ]);
  });

  it('gives back what was written, for any labels', async () => {
    const label = fc.stringMatching(/^[a-z0-9]{1,6}$/);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(label, { maxLength: 4 }), { minLength: 1 }),
        async (all) => {
          const { names, rows } = await labels(
            all.map((some) => some.join('|')),
            '|',
          );
          rows.forEach((row, i) => {
            const given = names.filter((_, c) => row?.[c] === 1);
            expect(given).toEqual([...new Set(all[i])].sort());
          });
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('the columns of a file', () => {
  const text = (i: number) => `the flat number ${i} has rooms and a view over the harbour`;

  it('with numbers that vary are those of a number to predict', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => `${i},${text(i)},${300 + 7.5 * i}`);
    const guess = numbers.guess(await load(`id,description,rent\n${rows.join('\n')}\n`));
    expect(guess).toMatchObject({ roles: { text: 'description', target: 'rent' }, safe: true });
  });

  it('with decimal commas, or scores between pairs of texts, are numbers to predict as well', async () => {
    const prices = Array.from({ length: 40 }, (_, i) => `${text(i)};${i},${i % 10}5`);
    const guess = numbers.guess(await load(`Beschreibung;Wert\n${prices.join('\n')}\n`));
    expect(guess).toMatchObject({ roles: { target: 'Wert' }, safe: true });
    const pairs = Array.from({ length: 40 }, (_, i) => `${text(i)},${text(2 * i)},${i / 8}`);
    const scores = await load(`sentence1,sentence2,score\n${pairs.join('\n')}\n`);
    expect(numbers.guess(scores)).toMatchObject({ roles: { target: 'score' }, safe: true });
    expect(classes.guess(scores).roles).not.toHaveProperty('label');
  });

  it.each(['id', 'user_id', 'userId', 'Unnamed: 0', '序号'])(
    'named %s only number rows',
    async (name) => {
      const rows = Array.from({ length: 40 }, (_, i) => `${1000 + i},${text(i)}`);
      const guess = numbers.guess(await load(`${name},description\n${rows.join('\n')}\n`));
      expect(guess.roles).not.toHaveProperty('target');
    },
  );

  it('with codes of letters and digits are no quantity', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => `${text(i)},${i.toString(16)}f${i}`);
    const guess = numbers.guess(await load(`text,value\n${rows.join('\n')}\n`));
    expect(guess.roles).not.toHaveProperty('target');
  });

  it('with few numbers that return are no quantity', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => `${text(i)},${i % 5}`);
    const guess = numbers.guess(await load(`text,stars\n${rows.join('\n')}\n`));
    expect(guess.roles).not.toHaveProperty('target');
  });

  it('with prose and commas are no lists of labels', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => `"${text(i)}","so, ${text(i)}, and more"`);
    const guess = labelLists.guess(await load(`text,answer\n${rows.join('\n')}\n`));
    expect(guess.roles).not.toHaveProperty('labels');
  });
});

import { describe, expect, it } from 'vitest';
import { groupsOf, type Side, scoreOf } from '../../src/app/panels/try/groups';
import { tableText } from '../../src/app/panels/try/lineCsv';
import { placeOf, shareBelow } from '../../src/app/panels/try/spread';
import { freshTable, grown } from '../../src/app/stores/triedTable';
import type { TryAnswer } from '../../src/worker/protocol';

function answer(goal: string, labels: readonly string[], more: Partial<TryAnswer> = {}): TryAnswer {
  const scores = labels.map((_, i) => (i + 1) / 10);
  const said = { said: labels.at(-1) ?? '', scores, sure: 0.9 };
  return {
    ...{ text: '', pair: '', goal, labels, thresholds: null, words: null },
    ...{ base: { ...said, said: labels[0] ?? '' }, tuned: said },
    ...{ tokens: 1, truncated: false, milliseconds: 1 },
    ...more,
  };
}

const side = (id: string, given: TryAnswer): Side => ({
  ...{ id, name: id, colour: '', answer: given },
});

describe('answers side by side', () => {
  it('stand together where they are about some of the same names, each with its own scores', () => {
    const [a, b] = [answer('class', ['cat', 'dog']), answer('class', ['fish', 'cat'])];
    const [group, ...more] = groupsOf([side('A', a), side('B', b)]);
    expect(more).toEqual([]);
    expect(group).toMatchObject({ labels: ['cat', 'dog', 'fish'], apart: null });
    expect([scoreOf(a, a.tuned, 'cat'), scoreOf(b, b.tuned, 'cat')]).toEqual([0.1, 0.2]);
    expect([scoreOf(a, a.tuned, 'fish'), scoreOf(b, b.tuned, 'dog')]).toEqual([null, null]);
  });

  it('stand apart with the reason where task or names are others', () => {
    const groups = groupsOf([
      side('A', answer('class', ['cat', 'dog'])),
      side('B', answer('numbers', ['cat'])),
      side('C', answer('class', ['red'])),
      side('D', answer('class', ['dog'])),
    ]);
    expect(groups.map(({ sides }) => sides.map(({ id }) => id).join())).toEqual(['A,D', 'B', 'C']);
    expect(groups.map(({ apart }) => apart)).toEqual([null, 'task', 'labels']);
  });
});

describe('a value among training targets', () => {
  const histogram = { edges: [0, 10, 20, 40], counts: [2, 6, 2] };

  it('has its place on an axis of bins equally wide', () => {
    expect([0, 5, 10, 30, 40].map((value) => placeOf(histogram, value))).toEqual(
      [0, 0.5, 1, 2.5, 3].map((bin) => bin / 3),
    );
    expect(placeOf(histogram, -10)).toBeLessThan(0);
    expect(placeOf(histogram, 50)).toBeGreaterThan(1);
  });

  it('has so many below it', () => {
    expect([-5, 0, 10, 15, 40, 99].map((value) => shareBelow(histogram, value))).toEqual([
      0, 0, 0.2, 0.5, 1, 1,
    ]);
    expect(shareBelow({ edges: [], counts: [] }, 3)).toBe(0);
  });
});

describe('the table for a sheet', () => {
  const reply = (id: string, answers: readonly TryAnswer[]) => ({
    ...{ id, answers, held: null, error: null },
  });

  it('holds every score of every model under its name, and pairs in two columns', () => {
    const lines = [{ text: 'a "b"', pair: '-1' }];
    const table = grown(freshTable(lines, ['A', 'B']), [
      reply('A', [answer('class', ['cat', 'dog'])]),
      reply('B', [
        answer('numbers', ['weight'], { tuned: { said: '7', scores: [7], sure: null } }),
      ]),
    ]);
    expect(tableText(table, ['first', 'second'], ',').split('\r\n')).toEqual([
      'line,text,second_text,base,base_sure,first,first_sure,first: cat,first: dog,second,second: weight',
      `1,"a ""b""","'-1",cat,0.9,dog,0.9,0.1,0.2,7,7`,
    ]);
  });

  it('says marked words, and only lines that were answered', () => {
    const words = ['Ada', 'slept'];
    const tags = { said: 'B-PER O', scores: [0.9, 0.9], sure: 0.9, tags: ['B-PER', 'O'] };
    const table = grown(freshTable([{ text: 'Ada slept' }, { text: 'more' }], ['A']), [
      reply('A', [answer('tags', ['B-PER', 'O'], { words, base: tags, tuned: tags })]),
    ]);
    expect(tableText(table, ['tuned'], '\t')).toBe(
      'line\ttext\tbase\ttuned\r\n1\tAda slept\tAda PER\tAda PER',
    );
  });
});

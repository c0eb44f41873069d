import { describe, expect, it } from 'vitest';
import { defaultsOf } from '../../../src/engine/core/fields';
import { NO_WORD } from '../../../src/engine/core/target';
import type { Answered, Example } from '../../../src/engine/tasks/task';
import { tokenClassification } from '../../../src/engine/tasks/tokenClassification';
import { evaluateExamples } from '../../../src/engine/training/evaluate';

const LABELS = ['B-PER', 'I-PER', 'O'];
const settled = {
  task: tokenClassification,
  taskConfig: { ...defaultsOf(tokenClassification.fields), labels: LABELS, scheme: 'IOB2' },
};

/** A window over words with tags; those in `unread` have no token. */
function window(row: number, tags: Readonly<Record<number, number>>, unread: number[]): Example {
  const all = Object.keys(tags).map(Number);
  const words = all.filter((word) => !unread.includes(word));
  const target = (word: number): number => tags[word] ?? 0;
  return {
    ids: new Int32Array(words.length + 1),
    typeIds: new Int32Array(words.length + 1),
    words: Int32Array.from([NO_WORD, ...words]),
    target: Int32Array.from([-100, ...words.map(target)]),
    row,
    ...(unread.length > 0 && {
      unread: { words: Int32Array.from(unread), target: Int32Array.from(unread, target) },
    }),
  };
}

/** A model that gives every token the tag it should have. */
function knowing(examples: readonly Example[]): Pick<Answered, 'logits' | 'path' | 'lossSum'> {
  const tags = examples.flatMap(({ target }) => [...target].filter((tag) => tag >= 0));
  const logits = tags.flatMap((tag) => LABELS.map((_, i) => (i === tag ? 9 : 0)));
  return { logits: Float32Array.from(logits), path: null, lossSum: null };
}

const said = async (examples: readonly Example[]) => {
  const trainer = { infer: async () => knowing(examples) };
  const found = await evaluateExamples(trainer, settled, examples, async () => {});
  const { answered } = found;
  const tags = tokenClassification.decode(answered, settled.taskConfig).map((one) => one.tags);
  return { ...found, tags };
};

describe('words without tokens', () => {
  // Words 1 and 4 of a row in two windows, and all of another row.
  const examples = [
    window(0, { 0: 0, 1: 1, 2: 2 }, [1]),
    window(0, { 3: 0, 4: 2 }, [4]),
    window(1, { 0: 0 }, [0]),
    window(2, { 0: 0, 1: 1 }, []),
  ];

  it('are predicted O at their places, counted, and missed where they are entities', async () => {
    const { answered, tags, metrics } = await said(examples);
    expect(tags).toEqual([['B-PER', 'O', 'O', 'B-PER', 'O'], ['O'], ['B-PER', 'I-PER']]);
    expect(answered.unread).toBe(3);
    expect([...answered.lengths]).toEqual([5, 1, 2]);
    // Of four entities two are found whole; the first is cut short, the third not seen.
    expect(metrics).toMatchObject({ recall: 0.5, precision: 2 / 3, accuracy: 6 / 8 });
  });

  it('have no part in the loss', async () => {
    const { loss } = await said(examples);
    expect(loss).toBeCloseTo(Math.log(1 + 2 * Math.exp(-9)), 6);
  });

  it('change nothing where there are none', async () => {
    const { answered, tags } = await said(examples.slice(3));
    expect(answered.path).toBeNull();
    expect(answered.unread).toBe(0);
    expect(tags).toEqual([['B-PER', 'I-PER']]);
  });
});

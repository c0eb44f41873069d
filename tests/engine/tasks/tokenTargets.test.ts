import { describe, expect, it } from 'vitest';
import { defaultsOf } from '../../../src/engine/core/fields';
import { IGNORED, NO_WORD, SAME_WORD } from '../../../src/engine/core/target';
import type { Example } from '../../../src/engine/tasks/task';
import { tokenClassification } from '../../../src/engine/tasks/tokenClassification';

const LABELS = ['O', 'B-PER', 'I-PER', 'B-LOC', 'S-ORG'];
const [X, S] = [NO_WORD, SAME_WORD];
const _ = IGNORED;

/** [CLS] and [SEP] around words of so many tokens, each with its tag; the last word is another window's. */
function example(tags: readonly number[], tokens: readonly number[]): Example {
  const words = [X, ...tokens.flatMap((count, word) => [word, ...Array(count - 1).fill(S)]), X, X];
  const target = words.map((word) => (word < 0 ? IGNORED : (tags[word] ?? 0)));
  return {
    ids: new Int32Array(words.length),
    typeIds: new Int32Array(words.length),
    words: Int32Array.from(words),
    target: Int32Array.from(target),
    row: 0,
  };
}

const config = (labelAll: boolean, head = 'softmax') =>
  tokenClassification.settle(
    { ...defaultsOf(tokenClassification.fields), head, labelAll, scheme: 'IOB2' },
    { names: LABELS, settled: {}, train: [] },
  );

describe('the tokens of a word that learn', () => {
  const rows = [example([1, 2, 0], [3, 2, 1]), example([3, 4], [2, 2])];

  it('are its first alone unless all are asked for', () => {
    const { labels } = tokenClassification.targets(rows, config(false), 1);
    expect([...(labels ?? [])]).toEqual(
      [_, _, 1, _, _, 2, _, 0, _, _].concat([_, _, 3, _, 4, _, _, _]),
    );
    expect(tokenClassification.weight(rows, config(false))).toBe(5);
  });

  // run_ner.py of transformers: B- goes on as I- where there is such a label, all others as they are.
  it('are all of them with label_all_tokens, B- of the first as I- of the others', () => {
    const { labels } = tokenClassification.targets(rows, config(true), 0);
    expect([...(labels ?? [])]).toEqual([_, 1, 2, 2, 2, 2, 0, _, _].concat([_, 3, 3, 4, 4, _, _]));
    expect(tokenClassification.weight(rows, config(true))).toBe(10);
  });

  it('cannot be all of them in a chain, which leads from word to word', () => {
    expect(() => config(true, 'crf')).toThrow(
      expect.objectContaining({
        code: 'task/label-all-chain',
        remedy: expect.stringMatching(/\.$/),
      }),
    );
  });

  it('never make a loss of nothing divided by nothing', () => {
    expect(tokenClassification.weight([example([], [])], config(false))).toBe(1);
  });
});

import { describe, expect, it } from 'vitest';
import { KEPT_TOKENS, KEPT_WIDTH, likeliest } from '../../../src/engine/evaluation/likeliest';
import { crossEntropyOfRow, softmaxRows } from '../../../src/engine/evaluation/probabilities';
import { tokenScores, tokenStatistic } from '../../../src/engine/evaluation/tokenScores';
import { normals } from '../ops/cases';

const V = 40;

describe('what is kept of logits over a vocabulary', () => {
  const logits = normals(3 * V, 3);
  const truths = [7, 0, 39];
  const kept = likeliest(logits, truths);

  it('is the loss of the true token', () => {
    truths.forEach((truth, place) => {
      const wanted = crossEntropyOfRow(logits, place, V, truth);
      expect(kept[place * KEPT_WIDTH]).toBeCloseTo(wanted, 5);
    });
  });

  it('and the likeliest tokens in order, with their probabilities', () => {
    softmaxRows(logits, V).forEach((chances, place) => {
      const order = chances
        .map((_, id) => id)
        .sort((a, b) => (chances[b] ?? 0) - (chances[a] ?? 0));
      const row = kept.subarray(place * KEPT_WIDTH + 1, (place + 1) * KEPT_WIDTH);
      for (let rank = 0; rank < KEPT_TOKENS; rank++) {
        expect(row[2 * rank]).toBe(order[rank]);
        expect(row[2 * rank + 1]).toBeCloseTo(chances[order[rank] as number] as number, 6);
      }
    });
  });

  it('is all there is of a vocabulary smaller than that', () => {
    expect([...likeliest(Float32Array.of(0, 0), [1])].slice(1, 5)).toEqual([0, 0.5, 1, 0.5]);
  });
});

describe('scores of hidden tokens', () => {
  const asked = {
    losses: [1, 3, 0.5],
    said: [4, 5, 6],
    truths: [4, 9, 7],
    ranks: [0, -1, 2],
    lengths: Uint32Array.of(2, 0, 1),
  };

  it('weigh each token the same', () => {
    const { perplexity, accuracy, accuracy_top5: near } = tokenScores(asked);
    expect(perplexity?.value).toBeCloseTo(Math.exp(4.5 / 3), 9);
    expect([accuracy?.value, near?.value]).toEqual([1 / 3, 2 / 3]);
  });

  it('are those of all texts when each is taken once, and of the texts that are drawn', () => {
    const { cellOf, scores } = tokenStatistic(asked);
    expect([...cellOf]).toEqual([0, 1, 2]);
    const all = tokenScores(asked);
    for (const [name, value] of Object.entries(scores(Int32Array.of(1, 1, 1))))
      expect(value).toBeCloseTo(all[name]?.value as number, 12);
    expect(scores(Int32Array.of(0, 0, 3))).toEqual({
      perplexity: Math.exp(0.5),
      accuracy: 0,
      accuracy_top5: 1,
    });
    expect(scores(Int32Array.of(0, 3, 0))).toMatchObject({ perplexity: null, accuracy: null });
  });
});

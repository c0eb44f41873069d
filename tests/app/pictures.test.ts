import { describe, expect, it } from 'vitest';
import { blockStates, shownLayers, tellingLayer } from '../../src/app/components/methodPicture';
import { percentText } from '../../src/app/format';
import { verdictOf } from '../../src/app/panels/try/verdict';
import type { MethodPicture, TryAnswer } from '../../src/worker/protocol';

describe('the drawing of a method', () => {
  it('lights a block when one of its parts trains', () => {
    expect(blockStates({ query: 'added', key: 'frozen', up: 'frozen' })).toEqual({
      attention: 'added',
      mlp: 'frozen',
    });
    expect(blockStates({ query: 'added', value: 'trained', gate: 'added' })).toEqual({
      attention: 'trained',
      mlp: 'added',
    });
    expect(blockStates({ norm: 'trained' })).toEqual({ attention: 'frozen', mlp: 'frozen' });
  });

  it('shows deep models by layers from bottom to top', () => {
    expect(shownLayers(4, 6)).toEqual([0, 1, 2, 3]);
    expect(shownLayers(24, 6)).toEqual([0, 5, 9, 14, 18, 23]);
  });

  it('opens the topmost layer in which something trains', () => {
    const picture = (layers: MethodPicture['layers']): MethodPicture => ({
      embeddings: 'frozen',
      head: 'trained',
      virtualTokens: 0,
      layers,
      parameters: {},
    });
    expect(tellingLayer(picture([{ query: 'added' }, { query: 'frozen' }]))).toBe(0);
    expect(tellingLayer(picture([{ query: 'frozen' }, { query: 'frozen' }]))).toBe(1);
  });
});

describe('a verdict', () => {
  const answer = { goal: 'class', labels: ['a', 'b', 'c'] } as unknown as TryAnswer;
  const side = (said: string, sure: number | null) => ({ said, sure, scores: [] });

  it('names the class, and says when it is hardly more than a guess', () => {
    const sure = { label: 'b', probability: 0.8, unsure: false };
    expect(verdictOf(answer, side('b', 0.8))).toEqual(sure);
    expect(verdictOf(answer, side('a', 0.36))).toMatchObject({ label: 'a', unsure: true });
  });

  it('of labels that may all be missing, and of numbers, is never called a guess', () => {
    const labels = { ...answer, goal: 'labels' };
    expect(verdictOf(labels, side('a, b', 0.36))).toMatchObject({ unsure: false });
    expect(verdictOf({ ...answer, goal: 'numbers' }, side('12', null))).toMatchObject({
      probability: null,
      unsure: false,
    });
  });
});

describe('percent', () => {
  it('is rounded to what is known, and whole where it is whole', () => {
    const said = [0, 0.00005, 0.0033, 0.015, 0.934, 1].map((share) =>
      percentText(share).replaceAll('\u00a0', ' '),
    );
    expect(said).toEqual(['0 %', '< 0.01 %', '0.33 %', '1.5 %', '93.4 %', '100 %']);
  });

  it('is not called all of it while something is missing', () => {
    const said = [percentText(0.9962, 0), percentText(0.9996), percentText(0.994, 0)];
    expect(said.map((text) => text.replaceAll('\u00a0', ' '))).toEqual([
      '> 99 %',
      '> 99.9 %',
      '99 %',
    ]);
  });
});

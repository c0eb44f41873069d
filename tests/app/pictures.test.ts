import { describe, expect, it } from 'vitest';
import { blockStates, shownLayers, tellingLayer } from '../../src/app/components/methodPicture';
import { percentText } from '../../src/app/format';
import { verdictOf } from '../../src/app/panels/verdict';
import type { MethodPicture } from '../../src/worker/protocol';

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
  it('names the likeliest class, and says when it is hardly more than a guess', () => {
    const labels = ['a', 'b', 'c'];
    expect(verdictOf(labels, [0.1, 0.8, 0.1])).toEqual({
      label: 'b',
      probability: 0.8,
      unsure: false,
    });
    expect(verdictOf(labels, [0.36, 0.34, 0.3])).toMatchObject({ label: 'a', unsure: true });
    expect(verdictOf([], [])).toMatchObject({ label: '', probability: 0 });
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

import { describe, expect, it } from 'vitest';
import { forbiddenSteps } from '../../../src/engine/tasks/chain';
import { chainSteps } from '../../../src/engine/tasks/chainSteps';
import { tokenClassification } from '../../../src/engine/tasks/tokenClassification';

/** Parameters of a chain whose score from i to j is 10 i + j; of beginning 100 + j, of ending 200 + i. */
function reader(tags: number) {
  return async (name: string): Promise<Float32Array> => {
    if (name === 'crf.transitions')
      return Float32Array.from(
        { length: tags * tags },
        (_, at) => 10 * Math.floor(at / tags) + (at % tags),
      );
    const base = { 'crf.start_transitions': 100, 'crf.end_transitions': 200 }[name] ?? Number.NaN;
    return Float32Array.from({ length: tags }, (_, i) => base + i);
  };
}

describe('what a chain has learned', () => {
  const labels = ['O', 'B-X', 'I-X'];

  it('is a score of every step, of beginning and of ending, rows the tag before', async () => {
    const steps = await chainSteps(labels, null, reader(3));
    expect(steps.tags).toEqual(labels);
    expect(steps.between.map((row) => row.map(({ score }) => score))).toEqual([
      [0, 1, 2],
      [10, 11, 12],
      [20, 21, 22],
    ]);
    expect(steps.start.map(({ score }) => score)).toEqual([100, 101, 102]);
    expect(steps.end.map(({ score }) => score)).toEqual([200, 201, 202]);
    expect([steps.start, steps.end, ...steps.between].flat().every(({ allowed }) => allowed)).toBe(
      true,
    );
  });

  it('tells the steps that the scheme keeps paths from', async () => {
    const { start, between } = await chainSteps(labels, 'IOB2', reader(3));
    expect(start.map(({ allowed }) => allowed)).toEqual([true, true, false]);
    expect(between.map((row) => row.map(({ allowed }) => allowed))).toEqual([
      [true, true, false],
      [true, true, true],
      [true, true, true],
    ]);
  });

  it('is told of some where there are many tags: those whose steps weigh most', async () => {
    const names = Array.from({ length: 90 }, (_, i) => `T${i}`);
    const steps = await chainSteps(names, null, reader(90));
    expect(steps).toMatchObject({ count: 90 });
    expect(steps.tags).toEqual(names.slice(50));
    expect(steps.between[0]?.[1]?.score).toBe(551);
  });

  it('is nothing without a chain', async () => {
    expect(
      await tokenClassification.steps?.({ head: 'softmax', labels, scheme: 'IOB2' }, reader(3)),
    ).toBeNull();
  });
});

describe('the end of a sentence', () => {
  it('comes only after what a scheme lets end, as after E- and S- in BIOES', () => {
    const labels = ['O', 'B-X', 'I-X', 'E-X', 'S-X'];
    const allowed = (scheme: 'BIOES' | 'IOB2') =>
      [...forbiddenSteps(labels, scheme).forbiddenEnd].map((score) => score === 0);
    expect(allowed('BIOES')).toEqual([true, false, false, true, true]);
    expect(allowed('IOB2').slice(0, 3)).toEqual([true, true, true]);
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Config, defaultsOf } from '../../../src/engine/core/fields';
import { IGNORED, type Target } from '../../../src/engine/core/target';
import { meanBinaryCrossEntropy } from '../../../src/engine/evaluation/binaryProbabilities';
import { meanCrossEntropy } from '../../../src/engine/evaluation/probabilities';
import { TASKS } from '../../../src/engine/tasks/registry';
import type { Answered, Example } from '../../../src/engine/tasks/task';
import { expectAllNear, expectNear } from '../evaluation/near';
import type { LossFixture } from '../parity/lossParity';

const fixture = JSON.parse(
  readFileSync('tests/fixtures/parity/losses.json', 'utf8'),
) as LossFixture;
const NAMES = ['a', 'b', 'c', 'd'];

function settle(
  id: keyof typeof TASKS,
  config: Config,
  train: Iterable<Target>,
  names: readonly string[] = NAMES,
): Config {
  const { fields, settle } = TASKS[id];
  return settle({ ...defaultsOf(fields), ...config }, { names, settled: {}, train });
}

function exampleOf(target: Target): Example {
  const zeros = new Int32Array(target.length);
  return { ids: zeros, typeIds: zeros, target, row: 0 };
}

describe('balanced weights', () => {
  const labels = fixture.balanced.labels.map((label) => Int32Array.of(label));

  it('of classes are those of scikit-learn', () => {
    const { weights } = settle('sequence-classification', { classWeights: 'balanced' }, labels);
    expectAllNear(weights as number[], fixture.balanced.classWeights, 'weights');
  });

  it('of tags count words, and what has no tag is none', () => {
    const tags = Int32Array.from(fixture.balanced.labels.flatMap((label) => [label, IGNORED]));
    const found = settle('token-classification', { classWeights: 'balanced' }, [tags]);
    expectAllNear(found.weights as number[], fixture.balanced.classWeights, 'weights');
  });

  it('of labels are rows without over rows with', () => {
    const rows = fixture.balanced.given.map((row) => Float32Array.from(row));
    const names = ['a', 'b', 'c'];
    const { weights } = settle('multi-label', { positiveWeights: 'balanced' }, rows, names);
    expectAllNear(weights as number[], fixture.balanced.positiveWeights, 'weights');
  });

  it('are 1 for a class without rows, and for a label on no row or on all', () => {
    const rows = [Int32Array.of(0), Int32Array.of(0), Int32Array.of(0), Int32Array.of(2)];
    const sorted = settle('sequence-classification', { classWeights: 'balanced' }, rows);
    expect(sorted.weights).toEqual([4 / 6, 1, 4 / 2, 1]);
    const given = [Float32Array.of(1, 0, 1), Float32Array.of(1, 0, 0), Float32Array.of(1, 0, 0)];
    const listed = settle('multi-label', { positiveWeights: 'balanced' }, given, ['a', 'b', 'c']);
    expect(listed.weights).toEqual([1, 1, 2]);
  });

  it('stay those of the run where its rows are not at hand', () => {
    const config = { classWeights: 'balanced', weights: [1, 2, 3, 4] };
    expect(settle('sequence-classification', config, []).weights).toEqual([1, 2, 3, 4]);
    expect(settle('sequence-classification', config, labels).weights).not.toEqual([1, 2, 3, 4]);
  });
});

describe('own weights', () => {
  it.each(['sequence-classification', 'token-classification', 'multi-label'] as const)(
    'of %s are refused with a remedy where they are no number above 0 for each name',
    (id) => {
      const choice = id === 'multi-label' ? 'positiveWeights' : 'classWeights';
      const settled = (weights: readonly number[]) => () =>
        settle(id, { [choice]: 'own', weights }, []);
      expect(settled([1, 2, 3, 0.5])()).toMatchObject({ weights: [1, 2, 3, 0.5] });
      expect(settled([1, 2])).toThrow(
        expect.objectContaining({
          code: 'task/weight-count',
          values: { weights: 2, classes: 4, names: 'a, b, c, d' },
          remedy: expect.stringContaining('a, b, c, d'),
        }),
      );
      for (const wrong of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
        expect(settled([1, 2, wrong, 4])).toThrow(
          expect.objectContaining({
            code: 'task/weight-value',
            values: { name: 'c', weight: String(wrong), names: 'a, b, c, d' },
          }),
        );
      }
    },
  );

  it('are forgotten where all count alike, and by a chain, whose loss has no place for them', () => {
    const given = { weights: [1, 2, 3, 4] };
    expect(settle('sequence-classification', given, []).weights).toEqual([]);
    const chain = { ...given, head: 'crf', classWeights: 'own', labelSmoothing: 0.1 };
    expect(settle('token-classification', chain, [])).toMatchObject({
      classWeights: 'none',
      weights: [],
      labelSmoothing: 0,
    });
  });
});

describe('the loss of a batch', () => {
  const rows = [0, 2, 2].map((label) => exampleOf(Int32Array.of(label)));
  const tagged = [exampleOf(Int32Array.of(IGNORED, 1, 3)), exampleOf(Int32Array.of(2, IGNORED))];

  it('is divided by what its targets weigh, or by how many they are', () => {
    const weights = { weights: [0.5, 1, 3, 4] };
    expect(TASKS['sequence-classification'].weight(rows, weights)).toBe(6.5);
    expect(TASKS['token-classification'].weight(tagged, weights)).toBe(8);
    expect(TASKS['sequence-classification'].weight(rows, { weights: [] })).toBe(3);
    expect(TASKS['token-classification'].weight(tagged, { weights: [] })).toBe(3);
  });

  it('of several labels is divided by how many there are, as BCEWithLogitsLoss has it', () => {
    const labelled = [Float32Array.of(1, 0, 0, 1)].map(exampleOf);
    expect(TASKS['multi-label'].weight(labelled, { labels: NAMES, weights: [9, 9, 9, 9] })).toBe(4);
  });

  it('has no further input where nothing is weighed', () => {
    const config = settle('sequence-classification', {}, []);
    expect(Object.keys(TASKS['sequence-classification'].targets(rows, config, 0))).toEqual([
      'labels',
    ]);
  });
});

describe('the validation loss', () => {
  it.each(fixture.crossEntropy)('is the one that is trained: $name', (given) => {
    const logits = Float32Array.from(given.logits);
    const found = meanCrossEntropy(logits, given.labels, fixture.classes, given);
    expectNear(found, given.loss, 'loss');
  });

  it.each(fixture.binary)('of several labels, too: $name', (given) => {
    const logits = Float32Array.from(given.logits);
    expectNear(meanBinaryCrossEntropy(logits, given.targets, given.weights), given.loss, 'loss');
  });

  it('of guessing is what equal chances come to', () => {
    const answered = { logits: new Float32Array(16), targets: Int32Array.of(0, 1, 2, 3) };
    const given = {
      ...answered,
      lengths: Uint32Array.of(1, 1, 1, 1),
      path: null,
      lossSum: null,
      unread: 0,
    };
    const { meanLoss, guessingLoss } = TASKS['sequence-classification'];
    const settings = { labelSmoothing: 0.2, focalGamma: 2, weights: [1, 2, 3, 4], labels: NAMES };
    expectNear(meanLoss(given, settings), guessingLoss(settings), 'loss');
  });

  it('of guessing several labels with balanced weights is that of its rows', () => {
    const rows = fixture.balanced.given.map((row) => Float32Array.from(row));
    const names = ['a', 'b', 'c'];
    const config = settle('multi-label', { positiveWeights: 'balanced' }, rows, names);
    const answered: Answered = {
      logits: new Float32Array(rows.length * 3),
      targets: Float32Array.from(fixture.balanced.given.flat()),
      lengths: new Uint32Array(rows.length).fill(1),
      path: null,
      lossSum: null,
      unread: 0,
    };
    const { meanLoss, guessingLoss } = TASKS['multi-label'];
    expectNear(meanLoss(answered, config), guessingLoss(config), 'loss');
  });
});

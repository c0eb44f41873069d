import { describe, expect, it } from 'vitest';
import type { Config } from '../../../src/engine/core/fields';
import { TASKS } from '../../../src/engine/tasks/registry';
import type { Answered, Task } from '../../../src/engine/tasks/task';
import { fixtureJson } from '../../support/fixtures';
import { expectNear } from '../evaluation/near';

/** What scikit-learn said; tests/parity/probability_metrics.py, metrics.py and label_metrics.py. */
interface Case {
  readonly name: string;
  readonly logits: number[][];
  readonly labels: number[];
  readonly targets: number[][];
  readonly thresholds: number[];
  readonly scores: Record<string, number | null>;
  readonly rocAuc: (number | null)[];
  readonly prAuc: (number | null)[];
}

const casesOf = async (file: string): Promise<Case[]> =>
  ((await fixtureJson(`parity/${file}.json`)) as { cases: Case[] }).cases;
const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `class ${i}`);

function answered(logits: readonly number[][], targets: Answered['targets']): Answered {
  const lengths = new Uint32Array(logits.length).fill(1);
  return {
    logits: Float32Array.from(logits.flat()),
    targets,
    lengths,
    path: null,
    unread: 0,
    lossSum: null,
  };
}

const classes: Task = TASKS['sequence-classification'];
const several: Task = TASKS['multi-label'];

describe('the metrics of a task', () => {
  const files = ['probability-metrics', 'metrics'];

  it.each(files)(
    'of classes are scikit-learn’s, and null with a reason beside: %s',
    async (file) => {
      for (const { name, logits, labels, scores } of await casesOf(file)) {
        const config: Config = { labels: names(logits[0]?.length ?? 0) };
        const found = classes.metrics(answered(logits, Int32Array.from(labels)), config);
        for (const [key, wanted] of Object.entries(scores)) {
          expectNear(found[key] as number | null, wanted, `${key} of ${name}`);
          expect(found.reasons?.[key] !== undefined, key).toBe(wanted === null);
        }
      }
    },
  );

  it('of several labels are scikit-learn’s, of all and of each', async () => {
    for (const item of await casesOf('label-metrics')) {
      const { length } = item.thresholds;
      const config: Config = { labels: names(length), threshold: 0.5, thresholds: [] };
      const rows = answered(item.logits, Float32Array.from(item.targets.flat()));
      const { per_class: each = {}, ...found } = several.metrics(rows, config);
      const mean = (areas: (number | null)[]): number | null => {
        const known = areas.filter((area) => area !== null);
        return known.length > 0 ? known.reduce((a, b) => a + b, 0) / known.length : null;
      };
      expectNear(found.roc_auc_macro as number | null, mean(item.rocAuc), item.name);
      expectNear(found.pr_auc_macro as number | null, mean(item.prAuc), item.name);
      Object.values(each).forEach((one, l) => {
        expectNear(one.roc_auc, item.rocAuc[l] ?? null, `AUC of ${l} of ${item.name}`);
        expectNear(one.pr_auc, item.prAuc[l] ?? null, `PR-AUC of ${l} of ${item.name}`);
        expect(one.reasons?.roc_auc !== undefined).toBe(item.rocAuc[l] === null);
      });
    }
  });

  it('say in a run’s JSON that a score is undefined where validation has one class', () => {
    const rows = answered(
      [
        [0, 1],
        [2, 1],
      ],
      Int32Array.of(1, 1),
    );
    const found = JSON.parse(JSON.stringify(classes.metrics(rows, { labels: ['no', 'yes'] })));
    expect(found).toMatchObject({ roc_auc: null, reasons: { roc_auc: 'no-negative' } });
    expect(found.accuracy).toBe(0.5);
    const label = answered([[0.4], [-1]], Float32Array.of(0, 0));
    const { per_class, ...all } = several.metrics(label, {
      labels: ['rare'],
      threshold: 0.5,
      thresholds: [],
    });
    expect(all).toMatchObject({ roc_auc_macro: null, reasons: { roc_auc_macro: 'no-positive' } });
    expect(per_class?.rare).toMatchObject({ roc_auc: null, reasons: { roc_auc: 'no-positive' } });
  });

  it('say why numbers that are all one have no R²', () => {
    const config = { labels: ['rent'], means: [0], spreads: [1], standardize: true };
    const rows = answered([[1], [2]], Float32Array.of(5, 5));
    const found = (TASKS.regression as Task).metrics(rows, { ...config, transform: 'linear' });
    expect(found).toMatchObject({ r2: null, reasons: { r2: 'constant-target' } });
  });

  it('are listed: the first ones, and the others by what they say', () => {
    for (const task of Object.values<Task>(TASKS)) {
      const listed = [...task.headline, ...Object.values(task.details).flat()];
      expect(new Set(listed).size).toBe(listed.length);
    }
  });
});

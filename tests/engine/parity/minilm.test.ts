import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultsOf } from '../../../src/engine/core/fields';
import { initialize } from '../../../src/engine/nn/initialize';
import { openModel } from '../../../src/engine/session';
import { sequenceClassification } from '../../../src/engine/tasks/sequenceClassification';
import { buildNetwork } from '../../../src/engine/training/network';
import { OPTIMIZERS } from '../../../src/engine/training/registry';
import { Trainer } from '../../../src/engine/training/trainer';
import { METHODS } from '../../../src/engine/tuning/registry';
import { FAST_EXECUTORS } from '../../support/executors';
import { folderFiles } from '../../support/folder';

const ROOT = join(import.meta.dirname, '../../..');
const { head, cases } = JSON.parse(
  readFileSync(join(ROOT, 'tests/fixtures/parity-minilm/cases.json'), 'utf8'),
);

function worst(found: ArrayLike<number>, wanted: ArrayLike<number>): number {
  return Array.from(found).reduce(
    (most, value, i) => Math.max(most, Math.abs(value - (wanted[i] as number))),
    0,
  );
}

describe('the bundled MiniLM equals transformers', () => {
  const opened = openModel({
    id: 'm',
    label: 'MiniLM',
    files: folderFiles(join(ROOT, 'public/models/all-minilm-l6-v2')),
  });

  it('in token ids', async () => {
    const { tokenizer } = await opened;
    for (const { text, ids } of cases) {
      expect([...tokenizer.encode(text, null, { maxTokens: 128 }).ids], text).toEqual(ids);
    }
  });

  it.each(Object.entries(FAST_EXECUTORS))('in logits on %s', async (_name, makeExecutor) => {
    const model = await opened;
    for (const pooling of ['pooler', 'mean'] as const) {
      const network = buildNetwork({
        model: model.model,
        method: METHODS['head-only'],
        methodConfig: { cacheFeatures: false },
        task: sequenceClassification,
        taskConfig: {
          ...defaultsOf(sequenceClassification.fields),
          pooling,
          labels: ['a', 'b', 'c', 'd'],
        },
        dropout: null,
        precision: 'f32',
      });
      const executor = await makeExecutor();
      for (const spec of network.parameters) {
        const data = model.holds(spec) ? await model.read(spec.name) : initialize(spec, 1);
        executor.createVariable(spec.name, data.length);
        executor.writeVariable(spec.name, data);
      }
      executor.writeVariable('classifier.weight', Float32Array.from(head.weight));
      executor.writeVariable('classifier.bias', Float32Array.from(head.bias));
      const trainer = await Trainer.create({
        executor,
        network,
        optimizer: OPTIMIZERS.sgd,
        optimizerConfig: {},
        headRate: 1,
        maxGradNorm: 0,
        seed: 1,
        capacity: { N: 256, S: 8 },
      });
      const examples = cases.map(({ ids }: { ids: number[] }, row: number) => ({
        ids: Int32Array.from(ids),
        typeIds: new Int32Array(ids.length),
        target: new Int32Array(1),
        row,
      }));
      const wanted = cases.flatMap((item: { logits: number[]; meanLogits: number[] }) =>
        pooling === 'mean' ? item.meanLogits : item.logits,
      );
      expect(worst(await trainer.logits(examples), wanted)).toBeLessThan(1e-4);
      executor.dispose();
    }
  });
});

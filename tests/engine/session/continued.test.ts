import { describe, expect, it } from 'vitest';
import { memorySource } from '../../../src/engine/core/bytes';
import {
  checkJob,
  createSession,
  openDataset,
  openModel,
  prepareJob,
} from '../../../src/engine/session';
import { tinyBertFiles, tinyCsv } from '../../support/tinyBert';
import { exportedFolder, tunedRun } from '../../support/tunedRun';
import { cpuExecutor } from '../ops/tfjsCpu';

describe('a run that continues an adapter', () => {
  it.each(['pooler', 'mean'])(
    'begins where it ended, with its pooling by %s and its order of classes',
    async (pooling) => {
      const task = { pooling, labels: ['fish', 'cat', 'dog'] };
      const first = await tunedRun(await cpuExecutor(), { id: 'lora', rank: 2 }, task);
      const adapter = await exportedFolder(first, 'adapter');
      const wanted = await first.logits(first.parts.data.train.examples);
      const job = checkJob({
        version: 1,
        model: 'tiny',
        adapter: 'adapter',
        data: { train: 'tiny.csv', validation: { fraction: 0.25 } },
        task: { id: 'sequence-classification' },
        method: { id: 'lora' },
        training: { maxTokens: 12 },
      });
      const model = await openModel({ id: 'tiny', label: 'Tiny', files: await tinyBertFiles() });
      const rows = memorySource(new TextEncoder().encode(tinyCsv()), 'tiny.csv');
      const datasets = { train: await openDataset(rows) };
      const prepared = await prepareJob({ job, model, datasets, adapter });
      expect(prepared.parts.job.task).toMatchObject(task);
      const second = await createSession(prepared, await cpuExecutor());
      expect(await second.logits(second.parts.data.train.examples)).toEqual(wanted);
    },
  );
});

import { describe, expect, it } from 'vitest';
import { type FileMap, memorySource } from '../../../src/engine/core/bytes';
import { zipFiles } from '../../../src/engine/files/archive';
import { streamedFile } from '../../../src/engine/files/outputFile';
import {
  checkJob,
  createSession,
  openDataset,
  openModel,
  prepareJob,
} from '../../../src/engine/session';
import { trained } from '../../support/hooks';
import { tinyBertFiles, tinyCsv } from '../../support/tinyBert';
import { exportedFolder, tunedRun } from '../../support/tunedRun';
import { cpuExecutor } from '../ops/tfjsCpu';
import { worst } from '../parity/tinyRows';

/** A folder as one zip below a wrapping folder, as a person would pack it. */
async function zipped(folder: FileMap): Promise<FileMap> {
  const files = [];
  for (const [path, source] of folder) {
    const bytes = await source.slice(0, source.byteLength);
    files.push(streamedFile(`mine/${path}`, bytes.length, () => [bytes]));
  }
  const { stream } = zipFiles(files, new Date(2024, 1, 1));
  const response = new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>);
  const zip = memorySource(new Uint8Array(await response.arrayBuffer()), 'mine.zip');
  return new Map([['mine.zip', zip]]);
}

/** A run that goes on from an adapter, on the rows that it was trained on. */
async function goOn(adapter: FileMap) {
  const job = checkJob({
    version: 1,
    model: 'tiny',
    adapter: 'adapter',
    data: { train: 'tiny.csv', validation: { fraction: 0.25 } },
    task: { id: 'sequence-classification' },
    method: { id: 'lora' },
    training: { maxTokens: 12, maxSteps: 2 },
  });
  const model = await openModel({ id: 'tiny', label: 'Tiny', files: await tinyBertFiles() });
  const rows = memorySource(new TextEncoder().encode(tinyCsv()), 'tiny.csv');
  const datasets = { train: await openDataset(rows) };
  return prepareJob({ job, model, datasets, adapter });
}

describe('a run that continues an adapter', () => {
  it.each(['pooler', 'mean'])(
    'begins where it ended, with its pooling by %s and its order of classes',
    async (pooling) => {
      const task = { pooling, labels: ['fish', 'cat', 'dog'] };
      const first = await tunedRun(await cpuExecutor(), { id: 'lora', rank: 2 }, task);
      const adapter = await exportedFolder(first, 'adapter');
      const wanted = (await first.infer(first.parts.data.train.examples)).logits;
      const prepared = await goOn(adapter);
      expect(prepared.parts.job.task).toMatchObject(task);
      const second = await createSession(prepared, await cpuExecutor());
      expect((await second.infer(second.parts.data.train.examples)).logits).toEqual(wanted);
    },
  );

  it.each([
    ['lora', 'lora'],
    ['dora', 'dora'],
    ['ia3', 'ia3'],
    ['layer-norm', 'layer-norm'],
    // PEFT's files of these are another method's: see their peft formats.
    ['bitfit', 'lora'],
    ['adapter', 'adapter'],
    ['prompt', 'prompt'],
    ['p-tuning', 'prompt'],
    ['prefix', 'prefix'],
    ['p-tuning-v2', 'prefix'],
  ])('of %s answers and learns on as %s, from the zip that a person made of it', async (id, as) => {
    const first = await tunedRun(await cpuExecutor(), { id });
    const wanted = (await first.infer(first.parts.data.train.examples)).logits;
    const prepared = await goOn(await zipped(await exportedFolder(first, 'adapter')));
    expect(prepared.parts.method.id).toBe(as);
    const second = await createSession(prepared, await cpuExecutor());
    const { examples } = second.parts.data.train;
    expect(worst((await second.infer(examples)).logits, wanted)).toBeLessThan(1e-5);
    await trained(second);
    expect(worst((await second.infer(examples)).logits, wanted)).toBeGreaterThan(1e-5);
  });
});

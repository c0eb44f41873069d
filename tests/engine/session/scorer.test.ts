import { describe, expect, it } from 'vitest';
import { type FileMap, memorySource } from '../../../src/engine/core/bytes';
import type { OutputFile } from '../../../src/engine/files/outputFile';
import {
  checkJob,
  createScorer,
  createSession,
  openDataset,
  openModel,
  prepareExport,
  prepareJob,
} from '../../../src/engine/session';
import { exportKinds } from '../../../src/engine/session/exports';
import type { Run } from '../../../src/engine/session/run';
import { trained } from '../../support/hooks';
import { tinyBertFiles, tinyCsv } from '../../support/tinyBert';
import { cpuExecutor } from '../ops/tfjsCpu';

const csv = (text: string, name = 'rows.csv') =>
  openDataset(memorySource(new TextEncoder().encode(text), name));
const asFolder = (files: readonly OutputFile[]): FileMap =>
  new Map(files.map((file) => [file.path, memorySource(file.bytes, file.path)]));
const openTiny = async (files?: FileMap) =>
  openModel({ id: 'tiny', label: 'Tiny', files: files ?? (await tinyBertFiles()) });

const LONG_TEXT = Array.from({ length: 30 }, () => 'cat').join(' ');
const ROWS = `text,label\nthe red cat eats,cat\n${LONG_TEXT},dog\na fish,fish\n`;

/** A run of two steps, and its exports. */
async function tune(task: object, maxTokens = 12) {
  const job = checkJob({
    version: 1,
    model: 'tiny',
    data: { train: 'tiny.csv', validation: null, test: 'rows.csv' },
    task: { id: 'sequence-classification', ...task },
    method: { id: 'lora' },
    training: { maxSteps: 2, maxTokens, optimizer: { id: 'adamw', learningRate: 0.01 } },
  });
  const datasets = { train: await csv(tinyCsv(), 'tiny.csv'), test: await csv(ROWS) };
  const prepared = await prepareJob({ job, model: await openTiny(), datasets });
  const run = await createSession(prepared, await cpuExecutor());
  const { checkpoint } = await trained(run);
  return { run, job: prepared.parts.job, checkpoint };
}

async function exported(run: Run, id: 'adapter' | 'model'): Promise<FileMap> {
  const kind = exportKinds(run).find((one) => one.id === id);
  return asFolder((await kind?.files()) ?? []);
}

async function score(model: FileMap | undefined, adapter: FileMap | undefined, text = ROWS) {
  const scorer = await createScorer({
    model: await openTiny(model),
    ...(adapter ? { adapter } : {}),
    task: 'sequence-classification',
    dataset: await csv(text),
    columns: { text: 'text' },
    labelled: text.startsWith('text,label'),
    executor: await cpuExecutor(),
  });
  const rows = await scorer.predict();
  return { rows, problems: scorer.problems, evaluate: () => scorer.evaluate() };
}

function expectClose(found: readonly number[], wanted: Float32Array): void {
  expect(found).toHaveLength(wanted.length);
  found.forEach((value, i) => {
    expect(value).toBeCloseTo(wanted[i] ?? Number.NaN, 4);
  });
}

describe('a scorer', () => {
  it.each(['pooler', 'mean'])(
    'gives the run’s logits from its adapter and from its model, pooled by %s and cut alike',
    async (pooling) => {
      const { run } = await tune({ pooling });
      const { logits: wanted } = await run.infer(run.parts.data.test?.examples ?? []);
      const beside = await score(undefined, await exported(run, 'adapter'));
      const inside = await score(await exported(run, 'model'), undefined);
      for (const { rows } of [beside, inside]) {
        expect(rows.map(({ row }) => row)).toEqual([1, 2, 3]);
        expect(Object.keys(rows[0]?.scores ?? {})).toEqual(['cat', 'dog', 'fish']);
        expectClose(
          rows.flatMap(({ logits }) => logits ?? []),
          wanted,
        );
      }
    },
  );

  it('answers every row with a text, whatever its label, and tells which it left out', async () => {
    const adapter = await exported((await tune({})).run, 'adapter');
    const texts = 'text\na cat\n""\na cat\n';
    expect((await score(undefined, adapter, texts)).rows.map(({ row }) => row)).toEqual([1, 3]);
    const { evaluate, problems } = await score(undefined, adapter, `${ROWS}a bird,bird\n`);
    expect((await evaluate()).rows).toBe(3);
    expect(problems.counts['unknown-label']).toBe(1);
  });

  it('names classes as training would where a folder does not', async () => {
    const { run } = await tune({});
    const files = new Map(await exported(run, 'model'));
    const config = await files.get('config.json')?.slice(0, 1e6);
    const { id2label, label2id, ...nameless } = JSON.parse(new TextDecoder().decode(config));
    expect(Object.values(id2label)).toEqual(['cat', 'dog', 'fish']);
    const text = new TextEncoder().encode(JSON.stringify(nameless));
    files.set('config.json', memorySource(text, 'config.json'));
    files.delete('graft.json');
    const labelled = await score(files, undefined);
    expect(Object.keys(labelled.rows[0]?.scores ?? {})).toEqual(['cat', 'dog', 'fish']);
    const texts = await score(files, undefined, 'text\na cat\n');
    expect(Object.keys(texts.rows[0]?.scores ?? {})).toEqual(['LABEL_0', 'LABEL_1', 'LABEL_2']);
    await expect(score(files, undefined, 'text,label\na cat,x\na dog,y\n')).rejects.toMatchObject({
      code: 'score/nameless-classes',
    });
  });

  it('refuses a model without a trained head', async () => {
    await expect(score(undefined, undefined)).rejects.toMatchObject({ code: 'score/no-head' });
  });
});

describe('an export', () => {
  it('is made from job and checkpoint alone, without the data', async () => {
    const { run, job, checkpoint } = await tune({});
    const parts = await prepareExport(job, await openTiny());
    const again = await createSession({ parts }, await cpuExecutor());
    if (!checkpoint) throw new Error('the run kept no checkpoint');
    await again.restore(checkpoint);
    const name = 'adapter_model.safetensors';
    const [wanted, found] = [await exported(run, 'adapter'), await exported(again, 'adapter')];
    expect(await found.get(name)?.slice(0, 1e9)).toEqual(await wanted.get(name)?.slice(0, 1e9));
  });
});

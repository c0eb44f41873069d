import { describe, expect, it } from 'vitest';
import { type FileMap, memorySource } from '../../../src/engine/core/bytes';
import {
  checkJob,
  createSession,
  EngineError,
  openDataset,
  openModel,
  planRun,
  prepareJob,
} from '../../../src/engine/index';
import { TINY_CONFIG, tinyBertFiles, tinyCsv } from '../../support/tinyBert';
import { bytesOf, exportedFolder, tunedRun } from '../../support/tunedRun';
import { cpuExecutor } from '../ops/tfjsCpu';
import { tensorsOf, weightsBytes } from './tensorFiles';

const WEIGHTS = 'model.safetensors';
const QUERY = 'encoder.layer.0.attention.self.query.weight';

/** The tiny BERT with some files exchanged (null: taken away). */
async function folder(changes: Readonly<Record<string, Uint8Array | string | null>>) {
  const files = new Map(await tinyBertFiles());
  for (const [path, content] of Object.entries(changes)) {
    if (content === null) files.delete(path);
    else {
      const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
      files.set(path, memorySource(bytes, path));
    }
  }
  return files;
}

const open = (files: FileMap) => openModel({ id: 'tiny', label: 'Tiny', files });

async function refused(work: Promise<unknown>): Promise<EngineError> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(EngineError);
  expect((error as EngineError).remedy).toMatch(/\.$/);
  return error as EngineError;
}

/** The tiny BERT's weights with one tensor changed. */
async function weightsWith(change: Parameters<typeof weightsBytes>[1]): Promise<Uint8Array> {
  return weightsBytes(await tensorsOf(await tinyBertFiles(), WEIGHTS), change);
}

describe('a model folder that cannot work is refused when it is opened', () => {
  it('without a tokenizer', async () => {
    expect(await refused(open(await folder({ 'tokenizer.json': null })))).toMatchObject({
      code: 'checkpoint/missing-tokenizer',
      values: { file: 'tokenizer.json' },
      remedy: expect.stringContaining('AutoTokenizer'),
    });
  });

  it('with a config.json that is not JSON', async () => {
    expect(await refused(open(await folder({ 'config.json': '<html>404</html>' })))).toMatchObject({
      code: 'checkpoint/bad-json',
      values: { file: 'config.json' },
    });
  });

  it('of an architecture it does not know, with those it knows', async () => {
    const config = JSON.stringify({ ...TINY_CONFIG, model_type: 'mamba' });
    const error = await refused(open(await folder({ 'config.json': config })));
    expect(error).toMatchObject({
      code: 'model/unknown-family',
      message: expect.stringContaining('"mamba"'),
      values: { known: expect.arrayContaining(['bert']) },
      remedy: expect.stringContaining('bert'),
    });
  });

  it('with weights that are cut off', async () => {
    const whole = await bytesOf(await tinyBertFiles(), WEIGHTS);
    const error = await refused(open(await folder({ [WEIGHTS]: whole.slice(0, -1000) })));
    expect(error).toMatchObject({
      code: 'checkpoint/truncated',
      values: { file: WEIGHTS, bytes: whole.length - 1000, expected: whole.length },
    });
    expect(error.values.tensor).toBeTruthy();
  });

  it('with shapes that contradict config.json, both named', async () => {
    const config = JSON.stringify({ ...TINY_CONFIG, intermediate_size: 32 });
    const error = await refused(open(await folder({ 'config.json': config })));
    expect(error).toMatchObject({ code: 'model/tensors' });
    expect(error.message).toContain('intermediate.dense.weight is [24, 16]');
    expect(error.message).toContain('config.json makes it [32, 16]');
  });

  it('with a Git LFS pointer in place of its weights', async () => {
    const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 90868376\n';
    expect(await refused(open(await folder({ [WEIGHTS]: pointer })))).toMatchObject({
      code: 'checkpoint/lfs-pointer',
      values: { file: WEIGHTS },
    });
  });

  it('with sizes that no model has, before they fill the memory', async () => {
    const config = JSON.stringify({ ...TINY_CONFIG, num_hidden_layers: 1e9, hidden_size: null });
    const error = await refused(open(await folder({ 'config.json': config })));
    expect(error).toMatchObject({ code: 'model/config' });
    expect(error.values.faults).toEqual([
      'hidden_size is null, expected a positive whole number up to 2147483647',
      'num_hidden_layers is 1000000000, expected a positive whole number up to 1000',
    ]);
  });

  it('with the weights of another family, whose names it shows', async () => {
    const foreign = await weightsWith((tensor) => ({ ...tensor, name: `roberta.${tensor.name}` }));
    const error = await refused(open(await folder({ [WEIGHTS]: foreign })));
    expect(error).toMatchObject({ code: 'model/tensors' });
    expect(error.message).toContain('the file has roberta.');
  });

  it('with a weight stored as whole numbers', async () => {
    const stored = await weightsWith((tensor) =>
      tensor.name === QUERY
        ? { ...tensor, dtype: 'I32', data: new Int32Array(tensor.data.length) }
        : tensor,
    );
    expect(await refused(open(await folder({ [WEIGHTS]: stored })))).toMatchObject({
      code: 'checkpoint/wrong-dtype',
      values: { file: WEIGHTS, tensor: QUERY, dtype: 'I32' },
      remedy: expect.stringContaining('float32'),
    });
  });

  it('without a shard that its index names', async () => {
    const tensors = await tensorsOf(await tinyBertFiles(), WEIGHTS);
    const shard = (i: number): string => `model-0000${i}-of-00002.safetensors`;
    const weight_map = Object.fromEntries(tensors.map(({ name }, i) => [name, shard((i % 2) + 1)]));
    const files = await folder({
      [WEIGHTS]: null,
      'model.safetensors.index.json': JSON.stringify({ metadata: {}, weight_map }),
      [shard(1)]: weightsBytes(tensors.filter((_, i) => i % 2 === 0)),
    });
    expect(await refused(open(files))).toMatchObject({
      code: 'checkpoint/missing-shard',
      values: { file: shard(2), index: 'model.safetensors.index.json' },
    });
  });
});

describe('a model whose fault lies in its numbers or its adapter', () => {
  it('with a NaN is refused with tensor, file and index when it is checked, and before a step is made', async () => {
    const damaged = await weightsWith((tensor) => {
      if (tensor.name !== QUERY) return tensor;
      const data = Float32Array.from(tensor.data as Float32Array);
      data[7] = Number.NaN;
      return { ...tensor, data };
    });
    const model = await open(await folder({ [WEIGHTS]: damaged }));
    const job = jobWith({ id: 'full' });
    const train = await openDataset(memorySource(new TextEncoder().encode(tinyCsv()), 'tiny.csv'));
    const prepared = await prepareJob({ job, model, datasets: { train } });
    const fault = {
      code: 'checkpoint/not-finite',
      values: { file: WEIGHTS, tensor: QUERY, index: 7, value: 'NaN' },
    };
    expect(await refused(model.check())).toMatchObject(fault);
    expect(await refused(createSession(prepared, await cpuExecutor()))).toMatchObject(fault);
  });

  it('with layers that config.json has no place for is opened, and they are told', async () => {
    const model = await open(
      await folder({ 'config.json': JSON.stringify({ ...TINY_CONFIG, num_hidden_layers: 1 }) }),
    );
    expect(model.notes).toEqual([expect.stringContaining('bert.encoder.layer.1.')]);
  });

  it('with an adapter whose tensors have no place is refused, and one is named', async () => {
    const run = await tunedRun(await cpuExecutor(), { id: 'lora', rank: 2 });
    const adapter = await exportedFolder(run, 'adapter');
    const tensors = await tensorsOf(adapter, 'adapter_model.safetensors');
    const name = 'base_model.model.bert.pooler.dense.bias';
    const extra = { name, dtype: 'F32' as const, shape: [2], data: new Float32Array(2) };
    const files = new Map(adapter).set(
      'adapter_model.safetensors',
      memorySource(weightsBytes([...tensors, extra]), 'adapter_model.safetensors'),
    );
    const model = await open(await tinyBertFiles());
    const train = await openDataset(memorySource(new TextEncoder().encode(tinyCsv()), 'tiny.csv'));
    const job = jobWith({ id: 'lora', rank: 2 });
    expect(
      await refused(prepareJob({ job, model, datasets: { train }, adapter: files })),
    ).toMatchObject({ code: 'adapter/unread-tensors', values: { tensors: [name] } });
  });

  it('with an adapter for another task is refused', async () => {
    const run = await tunedRun(await cpuExecutor(), { id: 'lora', rank: 2 });
    const adapter = await exportedFolder(run, 'adapter');
    const config = JSON.parse(
      new TextDecoder().decode(await bytesOf(adapter, 'adapter_config.json')),
    );
    const foreign = JSON.stringify({ ...config, task_type: 'CAUSAL_LM' });
    const files = new Map(adapter).set(
      'adapter_config.json',
      memorySource(new TextEncoder().encode(foreign), 'adapter_config.json'),
    );
    const model = await open(await tinyBertFiles());
    const train = await openDataset(memorySource(new TextEncoder().encode(tinyCsv()), 'tiny.csv'));
    const job = jobWith({ id: 'lora', rank: 2 });
    expect(
      await refused(prepareJob({ job, model, datasets: { train }, adapter: files })),
    ).toMatchObject({ code: 'adapter/other-task', values: { task_type: 'CAUSAL_LM' } });
  });

  it.each([
    [{ id: 'freeze', layers: 9 }, 'method/too-many-layers'],
    [{ id: 'lora', rank: 300 }, 'method/rank'],
    [{ id: 'lora', rankPattern: ['query:4'] }, 'method/pattern'],
    [{ id: 'lora', targets: ['nowhere'] }, 'method/no-target'],
    [{ id: 'ia3', targets: ['nowhere'] }, 'method/no-target'],
    [{ id: 'prompt', virtualTokens: 500 }, 'method/no-room'],
    [{ id: 'prefix', virtualTokens: 500 }, 'method/no-room'],
  ])('with %j is refused as %s, with what would do', async (method, code) => {
    const model = await open(await tinyBertFiles());
    const train = await openDataset(memorySource(new TextEncoder().encode(tinyCsv()), 'tiny.csv'));
    const error = await refused(
      prepareJob({ job: jobWith(method), model, datasets: { train } }).then(({ parts }) =>
        planRun(parts),
      ),
    );
    expect(error).toMatchObject({ code, remedy: expect.stringMatching(/[Cc]hoose|Write/) });
  });

  it('with the adapter of a wider base is refused, and both are named', async () => {
    const run = await tunedRun(await cpuExecutor(), { id: 'lora', rank: 2 });
    const adapter = await exportedFolder(run, 'adapter');
    const weights = weightsBytes(
      await tensorsOf(adapter, 'adapter_model.safetensors'),
      ({ data, shape: [rows = 1, columns = 1], ...tensor }) => ({
        ...tensor,
        shape: [rows * 2, columns],
        data: new Float32Array(data.length * 2),
      }),
    );
    const wider = new Map(adapter).set(
      'adapter_model.safetensors',
      memorySource(weights, 'adapter_model.safetensors'),
    );
    const model = await open(await tinyBertFiles());
    const train = await openDataset(memorySource(new TextEncoder().encode(tinyCsv()), 'tiny.csv'));
    const job = jobWith({ id: 'lora', rank: 2 });
    const error = await refused(prepareJob({ job, model, datasets: { train }, adapter: wider }));
    expect(error).toMatchObject({ code: 'adapter/other-base', values: { model: 'tiny' } });
    expect(error.message).toContain('Tiny');
    expect(error.message).toMatch(/is \[\d+, \d+\], this base wants \[\d+, \d+\]/);
  });
});

function jobWith(method: object) {
  return checkJob({
    version: 1,
    model: 'tiny',
    data: { train: 'tiny.csv' },
    task: { id: 'sequence-classification' },
    method,
  });
}

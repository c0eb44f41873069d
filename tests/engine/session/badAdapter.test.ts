import { describe, expect, it } from 'vitest';
import { type FileMap, memorySource } from '../../../src/engine/core/bytes';
import { EngineError, inspectAdapter, openModel } from '../../../src/engine/index';
import { tinyBertFiles } from '../../support/tinyBert';
import { exportedFolder, textOf, tunedRun } from '../../support/tunedRun';
import { cpuExecutor } from '../ops/tfjsCpu';
import { tensorsOf, weightsBytes } from './tensorFiles';

const CONFIG = 'adapter_config.json';
const WEIGHTS = 'adapter_model.safetensors';
const QUERY = 'base_model.model.bert.encoder.layer.0.attention.self.query.lora_A.weight';

const exported = async (method: object): Promise<FileMap> =>
  exportedFolder(await tunedRun(await cpuExecutor(), method), 'adapter');
const LORA = await exported({ id: 'lora', rank: 2 });
const NORMS = await exported({ id: 'layer-norm' });
const PREFIX = await exported({ id: 'prefix' });
const MODEL = await openModel({ id: 'tiny', label: 'Tiny', files: await tinyBertFiles() });

const file = (path: string, content: string | Uint8Array) =>
  memorySource(typeof content === 'string' ? new TextEncoder().encode(content) : content, path);

/** The folder with keys of its config changed. */
async function configured(folder: FileMap, change: object): Promise<FileMap> {
  const config = { ...JSON.parse(await textOf(folder, CONFIG)), ...change };
  return new Map(folder).set(CONFIG, file(CONFIG, JSON.stringify(config)));
}

/** The folder with its tensors changed. */
async function weighted(change: Parameters<typeof weightsBytes>[1]): Promise<FileMap> {
  const bytes = weightsBytes(await tensorsOf(LORA, WEIGHTS), change);
  return new Map(LORA).set(WEIGHTS, file(WEIGHTS, bytes));
}

async function refused(folder: FileMap | Promise<FileMap>): Promise<EngineError> {
  const error = await inspectAdapter(await folder, MODEL).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(EngineError);
  expect((error as EngineError).remedy).toMatch(/\.$/);
  return error as EngineError;
}

describe('an adapter that fits', () => {
  it('tells type, settings, base, classes and size', async () => {
    expect(await inspectAdapter(LORA, MODEL)).toMatchObject({
      peftType: 'LORA',
      method: 'lora',
      config: { rank: 2, targets: ['query', 'value'] },
      base: 'tiny',
      sameBase: true,
      labels: ['cat', 'dog', 'fish'],
      classes: 3,
    });
  });

  it('tells that it names another base', async () => {
    const other = await configured(LORA, { base_model_name_or_path: 'some/other-model' });
    expect(await inspectAdapter(other, MODEL)).toMatchObject({
      base: 'some/other-model',
      sameBase: false,
    });
  });

  it.each([
    [{ future_variant: null, use_future: false, future_list: [], future_map: {} }],
    [{ loftq_config: { bits: 4 }, megatron_core: 'megatron.core', peft_version: '9.9.9' }],
    [{ init_lora_weights: 'gaussian' }],
  ])('may hold keys that change nothing: %j', async (keys) => {
    expect(await inspectAdapter(await configured(LORA, keys), MODEL)).toMatchObject({
      method: 'lora',
    });
  });

  it('is taken with the checkpoints of its training below it', async () => {
    const folder = new Map([...LORA, [`checkpoint-1/${CONFIG}`, file(CONFIG, '{}')]]);
    expect(await inspectAdapter(folder, MODEL)).toMatchObject({ method: 'lora' });
  });
});

describe('an adapter that cannot be used is refused', () => {
  it('with keys of a newer version that may change what it computes, each with its value', async () => {
    const folder = configured(LORA, { use_future: true, gain: 3, peft_version: '9.9.9' });
    const error = await refused(folder);
    expect(error).toMatchObject({
      code: 'adapter/unknown-keys',
      values: { file: CONFIG, keys: ['use_future', 'gain'] },
    });
    expect(error.message).toContain('PEFT 9.9.9');
  });

  it.each([
    ['a variant of LoRA', LORA, { use_qalora: true }, /use_qalora true/],
    ['a base that was changed', LORA, { init_lora_weights: 'pissa' }, /init_lora_weights "pissa"/],
    ['a rank that is none', LORA, { r: 0 }, /r is 0/],
    ['no number of tokens', PREFIX, { num_virtual_tokens: null }, /num_virtual_tokens is null/],
  ])('with %s', async (_, folder, change, said) => {
    const error = await refused(configured(folder, change));
    expect(error).toMatchObject({ code: 'adapter/config', values: { file: CONFIG } });
    expect(error.message).toMatch(said);
  });

  it.each([
    ['a rank above the width', LORA, { r: 64 }, /64 at .*, whose matrix is 16 × 16/],
    ['targets that match nothing', LORA, { target_modules: ['nowhere'] }, /nowhere/],
    ['norms that are not there', NORMS, { target_modules: ['rms'] }, /rms/],
    ['more tokens than positions', PREFIX, { num_virtual_tokens: 47 }, /leave 1 for the text/],
  ])('with %s, by the base that it wants', async (_, folder, change, said) => {
    const error = await refused(configured(folder, change));
    expect(error).toMatchObject({
      code: 'adapter/does-not-fit',
      values: { file: CONFIG, model: 'tiny', base: 'tiny' },
    });
    expect(error.message).toMatch(said);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('with a tensor that holds %s', async (value) => {
    const damaged = weighted((tensor) =>
      tensor.name === QUERY
        ? { ...tensor, data: Float32Array.from(tensor.data as Float32Array).fill(value, 3, 4) }
        : tensor,
    );
    expect(await refused(damaged)).toMatchObject({
      code: 'checkpoint/not-finite',
      values: { file: WEIGHTS, tensor: QUERY, index: 3, value: String(value) },
    });
  });

  it('with a tensor of another shape, by both shapes', async () => {
    const error = await refused(
      weighted((tensor) =>
        tensor.name === QUERY ? { ...tensor, shape: [16, 2] as const } : tensor,
      ),
    );
    expect(error.code).toBe('adapter/other-base');
    expect(error.message).toContain(`${QUERY} is [16, 2], this base wants [2, 16]`);
  });

  it.each(['VERA', 'LOKR'])('of type %s, with the types that are known', async (type) => {
    const error = await refused(configured(LORA, { peft_type: type }));
    expect(error).toMatchObject({ code: 'adapter/unknown-type', values: { peft_type: type } });
    expect(error.message).toContain('PROMPT_TUNING');
  });

  it.each(['adapter_model.bin', 'adapter_model.pt'])('as the pickle %s', async (name) => {
    const folder = new Map(LORA);
    folder.delete(WEIGHTS);
    folder.set(name, file(name, 'never read'));
    const error = await refused(folder);
    expect(error).toMatchObject({ code: 'adapter/pickled-weights', values: { file: name } });
    expect(error.remedy).toContain('weights_only=True');
  });

  it('beside other adapters, by their folders', async () => {
    const folder = new Map(
      ['one', 'two'].flatMap((name) => [...LORA].map(([path, it]) => [`${name}/${path}`, it])),
    );
    expect(await refused(folder)).toMatchObject({
      code: 'adapter/several',
      values: { count: 2, folders: ['one', 'two'] },
    });
  });

  it('where it is something else, by what was found', async () => {
    expect(await refused(new Map([['rows.csv', file('rows.csv', 'id')]]))).toMatchObject({
      code: 'adapter/missing-config',
      values: { found: ['rows.csv'] },
    });
  });
});

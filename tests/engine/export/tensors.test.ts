import { beforeAll, describe, expect, it } from 'vitest';
import type { FileMap } from '../../../src/engine/core/bytes';
import type { Run } from '../../../src/engine/session/run';
import { bytesOf, exportedFolder, tunedRun } from '../../support/tunedRun';
import { cpuExecutor } from '../ops/tfjsCpu';
import { BACKBONE, HEAD, loraPairs, under } from './bertNames';
import { expectedHeader, readRaw } from './rawSafetensors';

const LORA = { id: 'lora', rank: 3, alpha: 6 };
const DENSE_NAMES: [string, number[]][] = [
  ['linear.weight', [3, 16]],
  ['linear.bias', [3]],
];

/** Header text and, tensor for tensor, the little-endian bytes of the run's own weights. */
async function expectTensors(
  folder: FileMap,
  path: string,
  wanted: readonly [string, number[]][],
  run: Run,
  nameInRun: (name: string) => string,
): Promise<void> {
  const file = await bytesOf(folder, path);
  const raw = readRaw(file);
  expect(raw.header).toBe(expectedHeader(wanted));
  expect(raw.start % 8).toBe(0);
  for (const [name] of wanted) {
    const values = await run.read(nameInRun(name));
    const view = new DataView(new ArrayBuffer(4 * values.length));
    values.forEach((value, i) => {
      view.setFloat32(4 * i, value, true);
    });
    expect(raw.bytes(name), name).toEqual(new Uint8Array(view.buffer));
  }
  const numbers = wanted.reduce((sum, [, shape]) => sum + shape.reduce((a, b) => a * b, 1), 0);
  expect(file.byteLength).toBe(raw.start + 4 * numbers);
}

const same = (name: string): string => name;
const toBert = (name: string): string => `bert.${name}`;
const toHead = (name: string): string => name.replace('linear.', 'classifier.');

describe('model.safetensors', () => {
  it('of a pooled model is a BertForSequenceClassification, byte for byte', async () => {
    const run = await tunedRun(await cpuExecutor(), { id: 'full' });
    const wanted = [...under('bert.', BACKBONE), ...HEAD];
    await expectTensors(await exportedFolder(run, 'model'), 'model.safetensors', wanted, run, same);
    run.dispose();
  });

  it('of a mean-pooled model is a BertModel, with its head in 2_Dense', async () => {
    const run = await tunedRun(await cpuExecutor(), { id: 'full' }, { pooling: 'mean' });
    const folder = await exportedFolder(run, 'model');
    await expectTensors(folder, 'model.safetensors', [...BACKBONE], run, toBert);
    await expectTensors(folder, '2_Dense/model.safetensors', DENSE_NAMES, run, toHead);
    run.dispose();
  });

  it('with LoRA merged in has the names of the base, and W + alpha/r · B·A', async () => {
    const run = await tunedRun(await cpuExecutor(), LORA);
    const raw = readRaw(await bytesOf(await exportedFolder(run, 'model'), 'model.safetensors'));
    expect(raw.header).toBe(expectedHeader([...under('bert.', BACKBONE), ...HEAD]));
    const site = 'bert.encoder.layer.1.attention.self.value';
    const [w, a, b] = await Promise.all(
      ['weight', 'lora_A.weight', 'lora_B.weight'].map((part) => run.read(`${site}.${part}`)),
    );
    const merged = raw.bytes(`${site}.weight`);
    const view = new DataView(merged.buffer, merged.byteOffset);
    for (let i = 0; i < 256; i++) {
      const [row, column] = [Math.floor(i / 16), i % 16];
      const product = [0, 1, 2].reduce(
        (sum, r) => sum + (b?.[row * 3 + r] ?? 0) * (a?.[r * 16 + column] ?? 0),
        0,
      );
      expect(view.getFloat32(4 * i, true)).toBeCloseTo((w?.[i] ?? 0) + 2 * product, 6);
    }
    run.dispose();
  });
});

describe('adapter_model.safetensors', () => {
  let pooled: Run;
  let mean: Run;
  beforeAll(async () => {
    pooled = await tunedRun(await cpuExecutor(), LORA);
    mean = await tunedRun(await cpuExecutor(), LORA, { pooling: 'mean' });
  });

  it('is PEFT’s of a BertForSequenceClassification: its prefix, no adapter name, the head', async () => {
    const wanted = under('base_model.model.', [...under('bert.', loraPairs(3)), ...HEAD]);
    const folder = await exportedFolder(pooled, 'adapter');
    const strip = (name: string): string => name.replace('base_model.model.', '');
    await expectTensors(folder, 'adapter_model.safetensors', wanted, pooled, strip);
  });

  it('of a mean-pooled model is PEFT’s of a BertModel, with the head beside it in 2_Dense', async () => {
    const folder = await exportedFolder(mean, 'adapter');
    const toRun = (name: string): string => name.replace('base_model.model.', 'bert.');
    const wanted = under('base_model.model.', loraPairs(3));
    await expectTensors(folder, 'adapter_model.safetensors', wanted, mean, toRun);
    await expectTensors(folder, '2_Dense/model.safetensors', DENSE_NAMES, mean, toHead);
  });
});

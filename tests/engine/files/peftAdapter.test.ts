import { describe, expect, it } from 'vitest';
import { memorySource } from '../../../src/engine/core/bytes';
import { openModelFolder } from '../../../src/engine/files/checkpointFolder';
import { writeModelFolder } from '../../../src/engine/files/modelFolder';
import type { OutputFile } from '../../../src/engine/files/outputFile';
import { readPeftAdapter, writePeftAdapter } from '../../../src/engine/files/peftAdapter';
import { readSafetensorsHeader } from '../../../src/engine/files/safetensors';
import { counting, folderOf, rejection, weightsBytes } from './fixture';

function asFolder(files: readonly OutputFile[]) {
  return folderOf(Object.fromEntries(files.map((file) => [file.path, file.bytes])));
}

const CONFIG = {
  r: 8,
  peft_type: 'LORA',
  base_model_name_or_path: 'modèle/😀',
  target_modules: ['query', 'value'],
  rank_pattern: { b: 1, a: [] },
};
const TENSORS = [
  counting('base_model.model.q.lora_B.weight', [4, 2]),
  counting('base_model.model.q.lora_A.weight', [2, 4]),
];

describe('a PEFT adapter', () => {
  it('is read back as it was written', async () => {
    const files = writePeftAdapter({ config: CONFIG, tensors: TENSORS, readme: '# it' });
    expect(files.map((file) => file.path)).toEqual([
      'adapter_config.json',
      'adapter_model.safetensors',
      'README.md',
    ]);
    const { config, tensors } = await readPeftAdapter(asFolder(files));
    expect(config).toEqual(CONFIG);
    expect(await tensors.read('base_model.model.q.lora_A.weight')).toEqual(TENSORS[1]?.data);
  });

  it('has its config laid out as Python lays it out, and weights that say pt', async () => {
    const [config, weights] = writePeftAdapter({ config: CONFIG, tensors: TENSORS });
    // json.dumps(config, indent=2, sort_keys=True) of Python 3.11
    const expected = `{
  "base_model_name_or_path": "mod\\u00e8le/\\ud83d\\ude00",
  "peft_type": "LORA",
  "r": 8,
  "rank_pattern": {
    "a": [],
    "b": 1
  },
  "target_modules": [
    "query",
    "value"
  ]
}`;
    expect(new TextDecoder().decode(config?.bytes)).toBe(expected);
    const bytes = weights?.bytes ?? new Uint8Array();
    expect(bytes.byteLength).toBe(weights?.byteLength);
    expect((await readSafetensorsHeader(memorySource(bytes, 'w'))).metadata).toEqual({
      format: 'pt',
    });
  });

  it('may lie in a wrapping folder', async () => {
    const files = folderOf({
      'out/adapter_config.json': JSON.stringify(CONFIG),
      'out/adapter_model.safetensors': weightsBytes(...TENSORS),
    });
    expect((await readPeftAdapter(files)).tensors.names()).toHaveLength(2);
  });

  it.each([
    ['nothing of it', { 'x.txt': 'x' }, 'adapter/missing-config'],
    [
      'a config of another library',
      {
        'adapter_config.json': '{"model_type":"bert"}',
        'adapter_model.safetensors': weightsBytes(),
      },
      'adapter/bad-config',
    ],
    ['no weights', { 'adapter_config.json': '{"peft_type":"LORA"}' }, 'adapter/missing-weights'],
    [
      'weights in a pickle',
      { 'adapter_config.json': '{"peft_type":"LORA"}', 'adapter_model.bin': 'x' },
      'adapter/pickled-weights',
    ],
  ])('with %s is refused', async (_, files, code) => {
    const error = await rejection(readPeftAdapter(folderOf(files)));
    expect(error.code).toBe(code);
    expect(error.remedy).not.toBe('');
  });
});

describe('a written model folder', () => {
  it('opens again with the same config, weights and tokenizer', async () => {
    const tokenizerFiles = folderOf({ 'tokenizer.json': '{"model":{}}', 'vocab.txt': 'x' });
    const files = await writeModelFolder({
      config: { b: 1, a: 'é' },
      tensors: TENSORS,
      tokenizerFiles,
      readme: '# model',
    });
    const text = (path: string) =>
      new TextDecoder().decode(files.find((file) => file.path === path)?.bytes);
    expect(text('config.json')).toBe('{\n  "a": "\\u00e9",\n  "b": 1\n}\n');
    const folder = await openModelFolder(asFolder(files));
    expect(folder.config).toEqual({ a: 'é', b: 1 });
    expect(folder.tokenizerJson).toBe('{"model":{}}');
    expect([...folder.tokenizerFiles.keys()].sort()).toEqual(['tokenizer.json', 'vocab.txt']);
    for (const tensor of TENSORS)
      expect(await folder.weights.read(tensor.name)).toEqual(tensor.data);
    expect(text('README.md')).toBe('# model');
  });
});

import { describe, expect, it } from 'vitest';
import { openModelFolder } from '../../../src/engine/files/checkpointFolder';
import { counting, folderOf, rejection, weightsBytes } from './fixture';

const CONFIG = '{"model_type":"bert","hidden_size":4}';
const TOKENIZER = '{"model":{"type":"WordPiece"}}';
const WEIGHTS = weightsBytes(counting('a.weight', [2, 3]), counting('a.bias', [2], 10));

const plain = { 'config.json': CONFIG, 'tokenizer.json': TOKENIZER, 'model.safetensors': WEIGHTS };

function index(map: Record<string, string>): string {
  return JSON.stringify({ metadata: { total_size: 1 }, weight_map: map });
}

const SHARDS = {
  'config.json': CONFIG,
  'tokenizer.json': TOKENIZER,
  'model.safetensors.index.json': index({
    a: 'model-00001-of-00002.safetensors',
    b: 'model-00002-of-00002.safetensors',
  }),
  'model-00001-of-00002.safetensors': weightsBytes(counting('a', [2]), counting('stray', [1])),
  'model-00002-of-00002.safetensors': weightsBytes(counting('b', [3], 5)),
};

describe('a model folder', () => {
  it('gives config, weights by name, and the texts of its tokenizer', async () => {
    const folder = await openModelFolder(
      folderOf({
        ...plain,
        'tokenizer_config.json': '{"x":1}',
        'vocab.txt': 'a',
        'README.md': '#',
      }),
    );
    expect(folder.config.hidden_size).toBe(4);
    expect([...folder.weights.names()].sort()).toEqual(['a.bias', 'a.weight']);
    expect(folder.weights.info('a.weight')).toEqual({
      dtype: 'F32',
      shape: [2, 3],
      file: 'model.safetensors',
    });
    expect([...(await folder.weights.read('a.bias'))]).toEqual([10, 11]);
    expect([folder.weights.has('a.bias'), folder.weights.has('b')]).toEqual([true, false]);
    expect([folder.tokenizerJson, folder.tokenizerConfig]).toEqual([TOKENIZER, '{"x":1}']);
    expect([...folder.tokenizerFiles.keys()].sort()).toEqual([
      'tokenizer.json',
      'tokenizer_config.json',
      'vocab.txt',
    ]);
    expect([...folder.extras.keys()]).toEqual(['README.md']);
    expect(folder.sentenceTransformers).toBeNull();
  });

  it('may lie under folders that wrap it, with litter of the system beside it', async () => {
    const wrapped = Object.fromEntries(
      Object.entries(plain).map(([path, c]) => [`x/snapshots/ab/${path}`, c]),
    );
    const folder = await openModelFolder(
      folderOf({
        ...wrapped,
        '__MACOSX/x/config.json': '',
        'x/.git/config.json': '',
        'x/snapshots/ab/.DS_Store': '',
      }),
    );
    expect(folder.weights.has('a.bias')).toBe(true);
    expect(folder.extras.size).toBe(0);
  });

  it('in shards reads each tensor from the file its index names', async () => {
    const { weights } = await openModelFolder(folderOf(SHARDS));
    expect(weights.names()).toEqual(['a', 'b']);
    expect(weights.info('b').file).toBe('model-00002-of-00002.safetensors');
    expect([...(await weights.read('b'))]).toEqual([5, 6, 7]);
  });

  it('with a NaN in a weight names tensor, file and index when it is read', async () => {
    const bad = { ...counting('w', [3]), data: Float32Array.of(1, Number.NaN, 2) };
    const { weights } = await openModelFolder(
      folderOf({ ...plain, 'model.safetensors': weightsBytes(bad) }),
    );
    const error = await rejection(weights.read('w'));
    expect(error.values).toMatchObject({ tensor: 'w', file: 'model.safetensors', index: 1 });
  });
});

describe('a sentence-transformers folder', () => {
  const module = (idx: number, path: string, type: string) => {
    return { idx, name: String(idx), path, type: `sentence_transformers.models.${type}` };
  };
  const pooling = JSON.stringify({ pooling_mode_cls_token: false, pooling_mode_mean_tokens: true });

  it('tells pooling, length limit, normalisation and dense layers', async () => {
    const modules = [
      module(0, '', 'Transformer'),
      module(1, '1_Pooling', 'Pooling'),
      module(2, '2_Dense', 'Dense'),
      module(3, '3_Normalize', 'Normalize'),
    ];
    const { sentenceTransformers } = await openModelFolder(
      folderOf({
        ...plain,
        'modules.json': JSON.stringify(modules),
        '1_Pooling/config.json': pooling,
        '2_Dense/config.json':
          '{"in_features":4,"out_features":2,"bias":true,"activation_function":"torch.nn.modules.linear.Identity"}',
        '2_Dense/model.safetensors': weightsBytes(counting('linear.weight', [2, 4])),
        'sentence_bert_config.json': '{"max_seq_length":256}',
      }),
    );
    expect(sentenceTransformers).toMatchObject({
      transformer: '',
      pooling: ['mean'],
      normalize: true,
      maxTokens: 256,
    });
    const dense = sentenceTransformers?.dense[0];
    expect(dense).toMatchObject({
      inFeatures: 4,
      outFeatures: 2,
      activation: 'torch.nn.modules.linear.Identity',
    });
    expect((await dense?.weights.read('linear.weight'))?.length).toBe(8);
  });

  it('may keep its transformer in a folder of its own, and name its pooling the new way', async () => {
    const modules = [module(0, '0_Transformer', 'Transformer'), module(1, '1_Pooling', 'Pooling')];
    const inner = Object.fromEntries(
      Object.entries(plain).map(([path, c]) => [`0_Transformer/${path}`, c]),
    );
    const folder = await openModelFolder(
      folderOf({
        ...inner,
        'modules.json': JSON.stringify(modules),
        '1_Pooling/config.json': '{"pooling_mode":"cls"}',
      }),
    );
    expect(folder.config.model_type).toBe('bert');
    expect(folder.sentenceTransformers).toMatchObject({
      transformer: '0_Transformer',
      pooling: ['cls'],
      normalize: false,
    });
  });

  it.each([
    ['one flag', '{"pooling_mode_cls_token":true}', ['cls']],
    [
      'two flags',
      '{"pooling_mode_max_tokens":true,"pooling_mode_mean_tokens":true}',
      ['max', 'mean'],
    ],
    ['several names', '{"pooling_mode":["cls","lasttoken"]}', ['cls', 'lasttoken']],
    ['no word on it', '{"embedding_dimension":4}', ['mean']],
  ])('may say its pooling by %s', async (_, config, expected) => {
    const modules = [module(0, '', 'Transformer'), module(1, '1_Pooling', 'Pooling')];
    const files = {
      ...plain,
      'modules.json': JSON.stringify(modules),
      '1_Pooling/config.json': config,
    };
    const { sentenceTransformers } = await openModelFolder(folderOf(files));
    expect(sentenceTransformers?.pooling).toEqual(expected);
  });

  it('of library version 6 with an unknown pooling is refused by name', async () => {
    const modules = [
      {
        idx: 0,
        name: '0',
        path: '',
        type: 'sentence_transformers.base.modules.transformer.Transformer',
      },
      {
        idx: 1,
        name: '1',
        path: '1_Pooling',
        type: 'sentence_transformers.sentence_transformer.modules.pooling.Pooling',
      },
    ];
    const files = {
      ...plain,
      'modules.json': JSON.stringify(modules),
      '1_Pooling/config.json': '{"pooling_mode":"nonsense"}',
    };
    const error = await rejection(openModelFolder(folderOf(files)));
    expect(error.message).toMatch(/1_Pooling\/config\.json names no pooling mode that is known/);
  });

  it('without the files of a module is refused by name', async () => {
    const modules = [module(0, '', 'Transformer'), module(1, '1_Pooling', 'Pooling')];
    const error = await rejection(
      openModelFolder(folderOf({ ...plain, 'modules.json': JSON.stringify(modules) })),
    );
    expect(error.message).toMatch(/1_Pooling\/config\.json is missing/);
  });
});

describe('a faulty model folder', () => {
  function without(...names: string[]) {
    return folderOf(
      Object.fromEntries(Object.entries(plain).filter(([path]) => !names.includes(path))),
    );
  }

  it.each([
    [
      'no tokenizer',
      without('tokenizer.json'),
      'checkpoint/missing-tokenizer',
      /tokenizer\.json is missing/,
      /save_pretrained/,
    ],
    [
      'no config',
      without('config.json'),
      'checkpoint/missing-config',
      /config\.json is missing/,
      /Add the config/,
    ],
    [
      'no weights',
      without('model.safetensors'),
      'checkpoint/missing-weights',
      /model\.safetensors is missing/,
      /Add model/,
    ],
    [
      'weights in a pickle only',
      folderOf({
        'config.json': CONFIG,
        'tokenizer.json': TOKENIZER,
        'training_args.bin': 'x',
        'pytorch_model.bin': 'x',
      }),
      'checkpoint/pickled-weights',
      /pytorch_model\.bin, a pickle/,
      /safe_serialization=True/,
    ],
    [
      'shards without their index',
      folderOf({
        'config.json': CONFIG,
        'tokenizer.json': TOKENIZER,
        'model-00001-of-00002.safetensors': WEIGHTS,
      }),
      'checkpoint/missing-weights',
      /model\.safetensors\.index\.json is missing/,
      /index/,
    ],
    [
      'a config that is no JSON',
      folderOf({ ...plain, 'config.json': '{' }),
      'checkpoint/bad-json',
      /config\.json is not valid JSON/,
      /again/,
    ],
    [
      'a config that is a list',
      folderOf({ ...plain, 'config.json': '[]' }),
      'checkpoint/bad-json',
      /must hold a JSON object/,
      /again/,
    ],
    [
      'cut weights',
      folderOf({ ...plain, 'model.safetensors': WEIGHTS.slice(0, -3) }),
      'checkpoint/truncated',
      /model\.safetensors is cut off/,
      /again/,
    ],
  ])('with %s says what is wrong and what to do', async (_, files, code, message, remedy) => {
    const error = await rejection(openModelFolder(files));
    expect([error.code, error.message, error.remedy]).toEqual([
      code,
      expect.stringMatching(message),
      expect.stringMatching(remedy),
    ]);
  });

  it('that is an adapter is told apart', async () => {
    const files = folderOf({ 'adapter_config.json': '{}', 'adapter_model.safetensors': WEIGHTS });
    expect((await rejection(openModelFolder(files))).code).toBe('checkpoint/is-adapter');
  });

  it('names every fault at once', async () => {
    const error = await rejection(openModelFolder(folderOf({ 'README.md': 'x' })));
    expect(error.values.faults).toHaveLength(3);
    expect(error.message).toMatch(
      /^3 problems: config\.json is missing.*model\.safetensors is missing.*tokenizer\.json/,
    );
    expect(error.remedy).toMatch(/config\.json.*save_pretrained/);
  });

  it('that is empty does not break', async () => {
    expect((await rejection(openModelFolder(new Map()))).message).toMatch(/the folder has nothing/);
  });
});

describe('faulty shards', () => {
  it('are named: the one that is missing and the one that is cut', async () => {
    const { 'model-00002-of-00002.safetensors': _, ...rest } = SHARDS;
    const first = SHARDS['model-00001-of-00002.safetensors'];
    const files = folderOf({ ...rest, 'model-00001-of-00002.safetensors': first.slice(0, -2) });
    const error = await rejection(openModelFolder(files));
    expect(error.message).toMatch(/model-00001-of-00002\.safetensors is cut off/);
    expect(error.message).toMatch(/model-00002-of-00002\.safetensors is missing/);
    expect(error.values.faults).toHaveLength(2);
  });

  it('that lack a tensor of the index are named with it', async () => {
    const map = { a: 'model-00001-of-00002.safetensors', c: 'model-00002-of-00002.safetensors' };
    const files = folderOf({ ...SHARDS, 'model.safetensors.index.json': index(map) });
    const error = await rejection(openModelFolder(files));
    expect(error.values).toMatchObject({ tensor: 'c', file: 'model-00002-of-00002.safetensors' });
  });

  it('whose index maps nothing are refused', async () => {
    const files = folderOf({ ...SHARDS, 'model.safetensors.index.json': '{}' });
    expect((await rejection(openModelFolder(files))).code).toBe('checkpoint/bad-index');
  });
});

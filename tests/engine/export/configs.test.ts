import { beforeAll, describe, expect, it } from 'vitest';
import type { FileMap } from '../../../src/engine/core/bytes';
import { TINY_CONFIG } from '../../support/tinyBert';
import { exportedFolder, textOf, tunedRun } from '../../support/tunedRun';
import { cpuExecutor } from '../ops/tfjsCpu';

const LORA = { id: 'lora', rank: 3, alpha: 6, dropout: 0.1, targets: ['output', 'value'] };
/** As json.dumps(indent=2, sort_keys=True) writes it: PEFT and transformers sort their keys. */
const PEFT = (task: string, saved: string): string => `{
  "base_model_name_or_path": "tiny",
  "bias": "none",
  "fan_in_fan_out": false,
  "inference_mode": true,
  "init_lora_weights": true,
  "lora_alpha": 6,
  "lora_dropout": 0.1,
  "modules_to_save": ${saved},
  "peft_type": "LORA",
  "r": 3,
  "target_modules": [
    "attention.output.dense",
    "value"
  ],
  "task_type": "${task}",
  "use_dora": false,
  "use_rslora": false
}`;
const LABELS = ['dog', 'fish', 'cat'];

interface Exports {
  readonly adapter: FileMap;
  readonly model: FileMap;
}

async function exportsOf(pooling: string): Promise<Exports> {
  const run = await tunedRun(await cpuExecutor(), LORA, { pooling, labels: LABELS });
  const [adapter, model] = [
    await exportedFolder(run, 'adapter'),
    await exportedFolder(run, 'model'),
  ];
  run.dispose();
  return { adapter, model };
}

async function jsonOf(folder: FileMap, path: string): Promise<unknown> {
  return JSON.parse(await textOf(folder, path));
}

let pooled: Exports;
let mean: Exports;
beforeAll(async () => {
  [pooled, mean] = [await exportsOf('pooler'), await exportsOf('mean')];
});

describe('an exported folder', () => {
  it('holds the files its library looks for, and no other', () => {
    const files = ({ adapter, model }: Exports) => [
      [...adapter.keys()].sort(),
      [...model.keys()].sort(),
    ];
    const peft = ['README.md', 'adapter_config.json', 'adapter_model.safetensors', 'graft.json'];
    const transformers = [
      'README.md',
      'config.json',
      'graft.json',
      'model.safetensors',
      'tokenizer.json',
    ];
    const dense = ['2_Dense/config.json', '2_Dense/model.safetensors'];
    const sentences = ['1_Pooling/config.json', 'modules.json', 'sentence_bert_config.json'];
    expect(files(pooled)).toEqual([peft, transformers]);
    expect(files(mean)).toEqual([
      [...dense, ...peft].sort(),
      [...dense, ...sentences, ...transformers].sort(),
    ]);
  });

  it('says PEFT’s task, targets and saved modules', async () => {
    const saved = '[\n    "classifier",\n    "score"\n  ]';
    expect(await textOf(pooled.adapter, 'adapter_config.json')).toBe(PEFT('SEQ_CLS', saved));
    expect(await textOf(mean.adapter, 'adapter_config.json')).toBe(
      PEFT('FEATURE_EXTRACTION', 'null'),
    );
  });

  it.each([
    ['pooler', 'BertForSequenceClassification'],
    ['mean', 'BertModel'],
  ])(
    'pooled by %s has the config of a %s with its classes in order',
    async (pooling, architecture) => {
      const { model } = pooling === 'mean' ? mean : pooled;
      expect(await jsonOf(model, 'config.json')).toEqual({
        ...TINY_CONFIG,
        architectures: [architecture],
        torch_dtype: 'float32',
        id2label: { 0: 'dog', 1: 'fish', 2: 'cat' },
        label2id: { dog: 0, fish: 1, cat: 2 },
        problem_type: 'single_label_classification',
      });
    },
  );

  it('pooled by mean has the modules of sentence-transformers', async () => {
    const module = (idx: number, path: string, type: string) => ({
      idx,
      name: String(idx),
      path,
      type: `sentence_transformers.models.${type}`,
    });
    expect(await jsonOf(mean.model, 'modules.json')).toEqual([
      module(0, '', 'Transformer'),
      module(1, '1_Pooling', 'Pooling'),
      module(2, '2_Dense', 'Dense'),
    ]);
    expect(await jsonOf(mean.model, '1_Pooling/config.json')).toEqual({
      word_embedding_dimension: 16,
      pooling_mode_cls_token: false,
      pooling_mode_mean_tokens: true,
      pooling_mode_max_tokens: false,
      pooling_mode_mean_sqrt_len_tokens: false,
    });
    const limit = { max_seq_length: 12, do_lower_case: false };
    expect(await jsonOf(mean.model, 'sentence_bert_config.json')).toEqual(limit);
  });

  it('has the head of a mean-pooled model as a Dense module without activation', async () => {
    for (const folder of [mean.model, mean.adapter]) {
      expect(await jsonOf(folder, '2_Dense/config.json')).toEqual({
        in_features: 16,
        out_features: 3,
        bias: true,
        activation_function: 'torch.nn.modules.linear.Identity',
      });
    }
  });
});

describe('a model card', () => {
  it('names base and data without a path, and says how the run scored', async () => {
    const card = await textOf(pooled.adapter, 'README.md');
    expect(card).toContain('library_name: peft\nbase_model: tiny\n');
    expect(card).toContain('on tiny.csv (3 classes: dog, fish, cat)');
    expect(card).not.toMatch(/home\/|a\/tiny/);
    expect(card).toContain('| metric | validation rows, after step 2 | test rows, after step 2 |');
    expect(card).toMatch(/^\| f1_macro \| [01]\.\d{4} \| [01]\.\d{4} \|$/m);
  });

  it.each([
    ['pooler', 'transformers', 'AutoModelForSequenceClassification.from_pretrained("model")'],
    ['mean', 'sentence-transformers', 'SentenceTransformer("model").encode("your text")'],
  ])('of a model pooled by %s loads it with %s', async (pooling, library, code) => {
    const card = await textOf((pooling === 'mean' ? mean : pooled).model, 'README.md');
    expect(card).toContain(`library_name: ${library}\n`);
    expect(card).toContain(code);
  });
});

import type { ByteSource, FileMap } from '../core/bytes';
import { EngineError } from '../core/errors';
import { collectFault, throwFaults } from './faults';
import { rootedAt, subfolder } from './folder';
import { readJsonObject, readText } from './json';
import { readSentenceTransformers, type SentenceTransformersLayout } from './sentenceTransformers';
import { openShardedWeights, openWeights, type WeightSource } from './weights';

/** A Hugging Face model folder, opened: nothing of its weights is in memory yet. */
export interface ModelFolder {
  /** config.json as it is. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly weights: WeightSource;
  /** Text of tokenizer.json. */
  readonly tokenizerJson: string;
  /** Text of tokenizer_config.json, null where there is none. */
  readonly tokenizerConfig: string | null;
  /** The tokenizer's files by name, to be copied into an export unchanged. */
  readonly tokenizerFiles: FileMap;
  /** Set when the folder has a modules.json. */
  readonly sentenceTransformers: SentenceTransformersLayout | null;
  /** Everything else: README.md, generation_config.json, … */
  readonly extras: FileMap;
}

const TOKENIZER_FILES: ReadonlySet<string> = new Set([
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
  'vocab.txt',
  'vocab.json',
  'merges.txt',
  'chat_template.jinja',
]);

const PICKLED = /(^|\/)(pytorch_model.*|training_args|.*\.(bin|pt|pth|ckpt))$/;

/**
 * Opens what `save_pretrained` wrote, or a sentence-transformers folder. The files may lie under
 * folders that merely wrap them.
 * @throws EngineError naming every missing or broken file, each with its remedy.
 */
export async function openModelFolder(files: FileMap): Promise<ModelFolder> {
  const root = rootedAt(files, ['config.json', 'modules.json']);
  const faults: EngineError[] = [];
  const layout = await collectFault(faults, () => readSentenceTransformers(root));
  const folder = subfolder(root, layout?.transformer ?? '');
  const config = await collectFault(faults, () => readConfig(folder));
  const weights = await collectFault(faults, () => openFolderWeights(folder));
  const tokenizerJson = await collectFault(faults, () => readTokenizer(folder));
  throwFaults(faults);
  if (!config || !weights || tokenizerJson === null) throw new Error('unreachable: faults thrown');
  const tokenizerConfig = folder.get('tokenizer_config.json');
  const split = (wanted: boolean) =>
    new Map([...folder].filter(([path]) => TOKENIZER_FILES.has(path) === wanted));
  return {
    config,
    weights,
    tokenizerJson,
    tokenizerConfig: tokenizerConfig ? await readText(tokenizerConfig) : null,
    tokenizerFiles: split(true),
    sentenceTransformers: layout,
    extras: new Map([...split(false)].filter(([path]) => !isModelFile(path))),
  };
}

function isModelFile(path: string): boolean {
  return path === 'config.json' || /\.safetensors(\.index\.json)?$/.test(path);
}

function fileNames(folder: FileMap): string {
  const names = [...folder.keys()];
  const shown = names.slice(0, 8).join(', ');
  return names.length === 0 ? 'nothing' : names.length > 8 ? `${shown}, …` : shown;
}

async function readConfig(folder: FileMap): Promise<Record<string, unknown>> {
  const source = folder.get('config.json');
  if (source) return readJsonObject(source);
  const isAdapter = folder.has('adapter_config.json');
  throw new EngineError(
    isAdapter ? 'checkpoint/is-adapter' : 'checkpoint/missing-config',
    isAdapter
      ? 'This folder holds a PEFT adapter (adapter_config.json), not a whole model.'
      : `config.json is missing; the folder has ${fileNames(folder)}.`,
    { file: 'config.json' },
    isAdapter
      ? 'Choose the base model first, then add this folder as its adapter.'
      : 'Add the config.json that lies beside the weights where the model came from.',
  );
}

async function readTokenizer(folder: FileMap): Promise<string> {
  const source = folder.get('tokenizer.json');
  if (source) return readText(source);
  throw new EngineError(
    'checkpoint/missing-tokenizer',
    `tokenizer.json is missing; the folder has ${fileNames(folder)}.`,
    { file: 'tokenizer.json' },
    'Add tokenizer.json. Where a model has only vocab files, write it in Python: ' +
      "AutoTokenizer.from_pretrained('folder').save_pretrained('folder').",
  );
}

/** transformers' order: one file, then the index of shards; pickles are never opened. */
async function openFolderWeights(folder: FileMap): Promise<WeightSource> {
  const whole = folder.get('model.safetensors');
  if (whole) return openWeights(whole);
  const index: ByteSource | undefined = folder.get('model.safetensors.index.json');
  if (index) return openShardedWeights(index, (name) => folder.get(name));
  throw missingWeights(folder);
}

function missingWeights(folder: FileMap): EngineError {
  const names = [...folder.keys()];
  const pickled = names.find((name) => PICKLED.test(name) && !name.includes('training_args'));
  if (pickled) {
    return new EngineError(
      'checkpoint/pickled-weights',
      `The weights are in ${pickled}, a pickle, which can run code and is never opened here.`,
      { file: pickled },
      'Convert in Python: from transformers import AutoModel; ' +
        "AutoModel.from_pretrained('folder').save_pretrained('folder', safe_serialization=True).",
    );
  }
  const shard = names.find((name) => /-\d+-of-\d+\.safetensors$/.test(name));
  const missing = shard ? 'model.safetensors.index.json' : 'model.safetensors';
  return new EngineError(
    'checkpoint/missing-weights',
    `${missing} is missing; the folder has ${fileNames(folder)}.`,
    { file: missing },
    shard
      ? 'Add the index that lies beside the shards.'
      : 'Add model.safetensors, or model.safetensors.index.json with all its shards.',
  );
}

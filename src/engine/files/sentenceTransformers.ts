import type { ByteSource, FileMap } from '../core/bytes';
import { EngineError } from '../core/errors';
import { subfolder } from './folder';
import { readJson, readJsonObject } from './json';
import { openWeights, type WeightSource } from './weights';

/** How a sentence vector is made from token vectors, in sentence-transformers' words. */
export type PoolingMode =
  | 'cls'
  | 'mean'
  | 'max'
  | 'mean_sqrt_len_tokens'
  | 'weightedmean'
  | 'lasttoken';

/** A Dense module behind the pooling: activation(x·Wᵀ + b). */
export interface DenseModule {
  readonly inFeatures: number;
  readonly outFeatures: number;
  /** Python path of the activation, e.g. torch.nn.modules.linear.Identity. */
  readonly activation: string;
  /** Holds `linear.weight` [out, in] and, with a bias, `linear.bias` [out]. */
  readonly weights: WeightSource;
}

/** What modules.json says of a sentence-transformers folder. */
export interface SentenceTransformersLayout {
  /** Folder of the transformer itself, relative to the root; usually ''. */
  readonly transformer: string;
  /** One mode as a rule; several are concatenated. */
  readonly pooling: readonly PoolingMode[];
  readonly dense: readonly DenseModule[];
  /** Sentence vectors are scaled to length 1 at the end. */
  readonly normalize: boolean;
  /** From sentence_bert_config.json. */
  readonly maxTokens: number | null;
}

interface Module {
  /** Last part of the Python class path. */
  readonly type: string;
  readonly path: string;
}

/** Reads modules.json and the modules' own files; null where the folder has no modules.json. */
export async function readSentenceTransformers(
  files: FileMap,
): Promise<SentenceTransformersLayout | null> {
  const source = files.get('modules.json');
  if (!source) return null;
  const modules = await readModules(source);
  const transformer = modules.find((module) => module.type === 'Transformer')?.path ?? '';
  const pooling = modules.find((module) => module.type === 'Pooling');
  const dense: DenseModule[] = [];
  for (const module of modules.filter(({ type }) => type === 'Dense')) {
    dense.push(await readDense(files, module));
  }
  return {
    transformer,
    pooling: pooling ? await readPooling(files, pooling) : ['mean'],
    dense,
    normalize: modules.some((module) => module.type === 'Normalize'),
    maxTokens: await readMaxTokens(subfolder(files, transformer)),
  };
}

async function readModules(source: ByteSource): Promise<readonly Module[]> {
  const list = await readJson(source);
  if (!Array.isArray(list)) throw badModule(source.name, 'must hold a list of modules');
  return list.map((item: { type?: unknown; path?: unknown } | null) => {
    if (typeof item?.type !== 'string' || typeof item.path !== 'string') {
      throw badModule(source.name, 'has a module without type and path');
    }
    return { type: item.type.slice(item.type.lastIndexOf('.') + 1), path: item.path };
  });
}

function badModule(file: string, what: string): EngineError {
  return new EngineError(
    'checkpoint/bad-modules',
    `${file} ${what}.`,
    { file },
    'Save the model again with SentenceTransformer.save().',
  );
}

async function moduleConfig(files: FileMap, path: string): Promise<Record<string, unknown>> {
  const file = `${path}/config.json`;
  const source = files.get(file);
  if (source) return readJsonObject(source);
  throw badModule(file, 'is missing, though modules.json names its folder');
}

const POOLING_FLAGS: Readonly<Record<string, PoolingMode>> = {
  pooling_mode_cls_token: 'cls',
  pooling_mode_max_tokens: 'max',
  pooling_mode_mean_tokens: 'mean',
  pooling_mode_mean_sqrt_len_tokens: 'mean_sqrt_len_tokens',
  pooling_mode_weightedmean_tokens: 'weightedmean',
  pooling_mode_lasttoken: 'lasttoken',
};

async function readPooling(files: FileMap, module: Module): Promise<readonly PoolingMode[]> {
  const config = await moduleConfig(files, module.path);
  // Newer files name the modes, older ones have one flag each.
  const named = [config.pooling_mode].flat().filter((mode) => typeof mode === 'string');
  const known = Object.values(POOLING_FLAGS);
  const modes = named.filter((mode): mode is PoolingMode => known.includes(mode as PoolingMode));
  if (modes.length > 0) return modes;
  const flags = Object.entries(POOLING_FLAGS).filter(([flag]) => config[flag] === true);
  if (flags.length > 0) return flags.map(([, mode]) => mode);
  // Without a word on it the library averages.
  if (named.length === 0) return ['mean'];
  throw badModule(`${module.path}/config.json`, 'names no pooling mode that is known');
}

async function readDense(files: FileMap, module: Module): Promise<DenseModule> {
  const config = await moduleConfig(files, module.path);
  const weights = files.get(`${module.path}/model.safetensors`);
  if (!weights) throw badModule(`${module.path}/model.safetensors`, 'is missing');
  return {
    inFeatures: Number(config.in_features),
    outFeatures: Number(config.out_features),
    activation: String(config.activation_function ?? 'torch.nn.modules.activation.Tanh'),
    weights: await openWeights(weights),
  };
}

async function readMaxTokens(files: FileMap): Promise<number | null> {
  const source = files.get('sentence_bert_config.json');
  if (!source) return null;
  const { max_seq_length: limit } = await readJsonObject(source);
  return typeof limit === 'number' && limit > 0 ? limit : null;
}

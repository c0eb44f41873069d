import type { FileMap } from '../core/bytes';
import { EngineError } from '../core/errors';
import { type ModelFolder, openModelFolder } from '../files/checkpointFolder';
import type { WeightSource } from '../files/weights';
import type { Family, OpenModel } from '../models/model';
import type { ParameterSpec } from '../nn/parameters';
import { loadTokenizer, type Tokenizer } from '../text/tokenizer';
import { publicName } from './publicName';

/** A model folder with its family known and its tensors checked against config.json. */
export interface LoadedModel {
  readonly id: string;
  readonly label: string;
  /** The name under which a person can find it again; no path. */
  readonly publicName: string;
  readonly family: Family;
  readonly model: OpenModel;
  readonly folder: ModelFolder;
  readonly tokenizer: Tokenizer;
  /** Names of the classes of a head found in the folder, in its order; [] without real names. */
  readonly headLabels: readonly string[];
  /** Whether the head stands beside the model as a sentence-transformers Dense module. */
  readonly denseHead: boolean;
  /** Things a person should know: tensors that were missing or left alone. */
  readonly notes: readonly string[];
  /** Sizes in which the folder holds a parameter (engine name); null where it does not. */
  shapeOf(name: string): readonly number[] | null;
  /** Whether the folder holds this parameter (engine name) in this shape. */
  holds(spec: ParameterSpec): boolean;
  /** A parameter as f32 by its engine name. */
  read(name: string): Promise<Float32Array>;
  /**
   * Reads every weight once, so that damage shows when a folder is dropped, not when it trains.
   * @throws EngineError `checkpoint/not-finite` naming file, tensor and index.
   */
  check(onWeight?: (done: number, total: number) => Promise<void>): Promise<void>;
}

/** A folder to open, and what is known of it. */
export interface ModelSource {
  /** As the job names it. */
  readonly id: string;
  readonly label: string;
  readonly files: FileMap;
  /** The name that it is published under, where that is known. */
  readonly known?: string | undefined;
}

/** Opens a folder in Hugging Face layout; reads no weights yet. Collects every fault, throws once. */
export async function loadModel(
  source: ModelSource,
  families: Readonly<Record<string, Family>>,
): Promise<LoadedModel> {
  const folder = await openModelFolder(source.files);
  const family = familyOf(folder.config, families);
  const model = family.open(folder.config);
  const fileNames = new Map<string, string>();
  for (const nameInFile of folder.weights.names()) {
    const name = model.nameInEngine(nameInFile);
    if (name !== null) fileNames.set(name, nameInFile);
  }
  const notes = [
    ...checkTensors(model.shape.parameters, fileNames, folder),
    ...unread(model.shape.parameters, fileNames, family),
  ];
  const dense = folder.sentenceTransformers?.dense;
  const head = dense?.length === 1 ? (dense[0]?.weights ?? null) : null;
  const sourceOf = (name: string): { weights: WeightSource; name: string } | null => {
    const inHead = name.replace(/^classifier\./, 'linear.');
    if (head && inHead !== name && head.has(inHead)) return { weights: head, name: inHead };
    const nameInFile = fileNames.get(name);
    return nameInFile === undefined ? null : { weights: folder.weights, name: nameInFile };
  };
  const shapeOf = (name: string): readonly number[] | null => {
    const found = sourceOf(name);
    return found?.weights.info(found.name).shape ?? null;
  };
  const tokenizer = loadTokenizer(folder.tokenizerJson, folder.tokenizerConfig);
  checkVocabulary(tokenizer, model);
  return {
    id: source.id,
    label: source.label,
    publicName: await publicName(source, folder.config, folder.extras),
    family,
    model,
    folder,
    tokenizer,
    headLabels: headLabels(folder.config),
    notes,
    denseHead: head !== null,
    shapeOf,
    holds(spec) {
      const shape = shapeOf(spec.name);
      return shape !== null && sameSizes(shape, spec.shape);
    },
    read(name) {
      const found = sourceOf(name);
      return found ? found.weights.read(found.name) : folder.weights.read(name);
    },
    async check(onWeight) {
      const names = [...fileNames.values()];
      for (const [i, name] of names.entries()) {
        await folder.weights.read(name);
        await onWeight?.(i + 1, names.length);
      }
    },
  };
}

function familyOf(
  config: ModelFolder['config'],
  families: Readonly<Record<string, Family>>,
): Family {
  const type = String(config.model_type ?? '');
  const family = Object.hasOwn(families, type) ? families[type] : undefined;
  if (family) return family;
  const known = Object.keys(families);
  const list = known.join(', ');
  throw new EngineError(
    'model/unknown-family',
    `config.json: model_type ${type ? `"${type}"` : 'is missing, it'} is not one the studio can run (known: ${list})`,
    { file: 'config.json', model_type: type, known },
    `Choose a model whose config.json says one of: ${list}.`,
  );
}

/** Every tensor the family needs, in the shape that config.json promises. Returns notes. */
function checkTensors(
  specs: readonly ParameterSpec[],
  fileNames: ReadonlyMap<string, string>,
  folder: ModelFolder,
): string[] {
  const faults: string[] = [];
  const notes: string[] = [];
  for (const spec of specs) {
    const nameInFile = fileNames.get(spec.name);
    if (nameInFile === undefined) {
      (spec.optional ? notes : faults).push(`${spec.name} is missing`);
      continue;
    }
    const { shape, file } = folder.weights.info(nameInFile);
    folder.weights.requireNumbers(nameInFile);
    if (sameSizes(shape, spec.shape)) continue;
    faults.push(
      `${file}: ${nameInFile} is [${shape.join(', ')}], config.json makes it [${spec.shape.join(', ')}]`,
    );
  }
  if (faults.length > 0) {
    const shown = faults.slice(0, 5).join('; ');
    const more = faults.length > 5 ? `; and ${faults.length - 5} more` : '';
    const known = specs.some(({ name }) => fileNames.has(name));
    const instead = known ? '' : `; the file has ${[...fileNames.values()].slice(0, 3).join(', ')}`;
    throw new EngineError(
      'model/tensors',
      `the weights do not fit config.json: ${shown}${more}${instead}`,
      { faults },
      'Check that config.json and the weights come from the same model.',
    );
  }
  return notes.map((note) => `${note}; it is drawn anew`);
}

/** A note on tensors of the family's own that config.json has no place for. */
function unread(
  specs: readonly ParameterSpec[],
  fileNames: ReadonlyMap<string, string>,
  { prefix }: Family,
): string[] {
  const known = new Set(specs.map(({ name }) => name));
  const names = [...fileNames.keys()].filter(
    (name) => name.startsWith(`${prefix}.`) && !known.has(name),
  );
  if (names.length === 0) return [];
  const rest = names.length > 1 ? ` and ${names.length - 1} more are` : ' is';
  return [`${names[0]}${rest} not used: config.json has no place for it`];
}

function checkVocabulary(tokenizer: Tokenizer, { shape }: OpenModel): void {
  if (tokenizer.vocabSize <= shape.vocabularySize) return;
  throw new EngineError(
    'model/vocabulary',
    `tokenizer.json knows ${tokenizer.vocabSize} tokens, the embedding has ${shape.vocabularySize} rows`,
    { tokens: tokenizer.vocabSize, rows: shape.vocabularySize },
    'Use the tokenizer that belongs to these weights.',
  );
}

/** id2label in order, unless it has gaps or repeats or is transformers' nameless LABEL_0, LABEL_1, …. */
function headLabels(config: ModelFolder['config']): string[] {
  const map = config.id2label;
  if (typeof map !== 'object' || map === null) return [];
  const entries = Object.entries(map as Record<string, unknown>).sort(
    ([a], [b]) => Number(a) - Number(b),
  );
  const labels = entries.map(([, label]) => String(label).trim());
  const inOrder = entries.every(([id], i) => Number(id) === i);
  if (!inOrder || new Set(labels).size < labels.length) return [];
  return labels.every((label, i) => label === `LABEL_${i}`) ? [] : labels;
}

function sameSizes(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i]);
}

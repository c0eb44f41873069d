import {
  blobSource,
  EngineError,
  type FileMap,
  inspectAdapter,
  type LoadedModel,
  openModel,
} from '../engine/index';
import type { AdapterFacts, AdapterSource, ModelSource, ModelSummary } from './protocol';
import type { Resources } from './studioStore';
import type { TaskBoard } from './tasks';

/** The models opened in this worker, by the id that a job names them with. */
export interface ModelShelf {
  open(task: string, source: ModelSource): Promise<ModelSummary>;
  /** The model a job names; a bundled one is opened when it is not yet. */
  get(id: string): Promise<LoadedModel>;
  /** What an adapter is, once it was found to fit a model in all its tensors. */
  inspect(task: string, id: string, source: AdapterSource): Promise<AdapterFacts>;
  /** The files of a dropped model; null for a bundled one. */
  dropped(id: string): DroppedModel | null;
  /** Puts a dropped model on the shelf, in place of another one of its name. */
  use(source: DroppedModel): Promise<void>;
}

type DroppedModel = Extract<ModelSource, { kind: 'files' }>;

/** What a run loads for itself: a task of its own, so that it does not end what a person has begun. */
const FOR_RUN = 'runModel';

/** A shelf over the worker's storage. */
export function createModelShelf(resources: Resources, tasks: TaskBoard): ModelShelf {
  const shelf = new Map<string, LoadedModel>();
  const sources = new Map<string, DroppedModel>();

  async function openBundled(task: string, id: string): Promise<LoadedModel> {
    const { models } = await resources.models.manifest();
    const entry = models.find((model) => model.id === id) as
      | { label?: string; source?: string }
      | undefined;
    return tasks.run(task, async ({ signal, report }) => {
      const files = await resources.models.load(id, {
        signal,
        onProgress: ({ file, done, total }) =>
          report({ activity: 'loading', name: file, done, total, unit: 'bytes' }),
      });
      return openModel({ id, label: entry?.label ?? id, files, known: entry?.source });
    });
  }

  /** A dropped model; every weight is read once, so that damage shows before anything is replaced. */
  function openDropped(task: string, source: DroppedModel): Promise<LoadedModel> {
    return tasks.run(task, async ({ signal, report }) => {
      const { name } = source;
      const files = await modelFiles(source, resources);
      const model = await openModel({ id: name, label: name, files });
      await model.check(async (done, total) => {
        signal.throwIfAborted();
        report({ activity: 'loading', name, done, total, unit: 'tensors' });
      });
      return model;
    });
  }

  return {
    async open(task, source) {
      const model =
        source.kind === 'bundled'
          ? await openBundled(task, source.id)
          : await openDropped(task, source);
      shelf.set(model.id, model);
      if (source.kind === 'files') sources.set(model.id, source);
      return summarize(model);
    },
    async inspect(task, id, { files }) {
      const model = await this.get(id);
      return tasks.run(task, () => inspectAdapter(fileMap(files), model));
    },
    dropped: (id) => sources.get(id) ?? null,
    async use(source) {
      const known = sources.get(source.name);
      if (known && sameFiles(known, source)) return;
      shelf.set(source.name, await openDropped(FOR_RUN, source));
      sources.set(source.name, source);
    },
    async get(id) {
      const known = shelf.get(id);
      if (known) return known;
      const { models } = await resources.models.manifest();
      if (!models.some((model) => model.id === id)) throw notOpen(id);
      const model = await openBundled(FOR_RUN, id);
      shelf.set(id, model);
      return model;
    },
  };
}

/** The files of a model, wherever it comes from. */
export async function modelFiles(source: ModelSource, { models }: Resources): Promise<FileMap> {
  if (source.kind === 'bundled') return models.load(source.id);
  return fileMap(source.files);
}

/** Dropped files as a folder. */
export function fileMap(files: DroppedModel['files']): FileMap {
  return new Map(files.map(({ path, file }) => [path, blobSource(file, path)]));
}

function summarize(model: LoadedModel): ModelSummary {
  const { shape } = model.model;
  const parts = countParts(shape.parameters);
  const parameters = parts.reduce((sum, part) => sum + part.parameters, 0);
  return {
    id: model.id,
    label: model.label,
    family: model.family.id,
    familyLabel: model.family.label,
    parameters,
    bytes: 4 * parameters,
    layers: shape.layers,
    hiddenSize: shape.hiddenSize,
    heads: shape.heads,
    vocabulary: shape.vocabularySize,
    tokenizerTokens: model.tokenizer.vocabSize,
    parts,
    maxTokens: shape.maxTokens,
    tasks: taskIds(model.family.architectures),
    sentenceTransformer: model.folder.sentenceTransformers !== null,
    headLabels: model.headLabels,
    notes: model.notes,
  };
}

/** Tasks that a family has a class for. */
function taskIds(architectures: LoadedModel['family']['architectures']): string[] {
  return Object.keys(architectures).filter((id) => id !== 'backbone');
}

/** Roles of the matrices that mix tokens; the other ones of a layer are its MLP. */
const ATTENTION = ['query', 'key', 'value', 'output'];

/** Parameters by place, the most first. A norm counts to the layers' MLP, beside which it is nothing. */
function countParts(specs: LoadedModel['model']['shape']['parameters']): ModelSummary['parts'] {
  const counts = new Map<string, number>();
  for (const { part, role, shape } of specs) {
    const place = part === 'layer' ? (ATTENTION.includes(role) ? 'attention' : 'mlp') : part;
    const size = shape.reduce((product, dim) => product * dim, 1);
    counts.set(place, (counts.get(place) ?? 0) + size);
  }
  return [...counts]
    .map(([part, parameters]) => ({ part, parameters }))
    .sort((a, b) => b.parameters - a.parameters);
}

/** Whether two dropped folders hold files of the same names and sizes. */
function sameFiles(a: DroppedModel, b: DroppedModel): boolean {
  const list = ({ files }: DroppedModel): string =>
    files
      .map(({ path, file }) => `${path} ${file.size}`)
      .sort()
      .join('\n');
  return list(a) === list(b);
}

function notOpen(id: string): EngineError {
  return new EngineError(
    'model/not-open',
    `the model "${id}" is not loaded`,
    { model: id },
    'Drop its folder in the Model panel, then try again.',
  );
}

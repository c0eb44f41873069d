import {
  blobSource,
  EngineError,
  type FileMap,
  type LoadedModel,
  openModel,
} from '../engine/index';
import type { ModelSource, ModelSummary } from './protocol';
import type { Resources } from './studioStore';
import type { TaskBoard } from './tasks';

/** The models opened in this worker, by the id that a job names them with. */
export interface ModelShelf {
  open(task: string, source: ModelSource): Promise<ModelSummary>;
  /** The model a job names; a bundled one is opened when it is not yet. */
  get(id: string): Promise<LoadedModel>;
}

/** A shelf over the worker's storage. */
export function createModelShelf(resources: Resources, tasks: TaskBoard): ModelShelf {
  const shelf = new Map<string, LoadedModel>();

  async function openBundled(task: string, id: string): Promise<LoadedModel> {
    const { models } = await resources.models.manifest();
    const entry = models.find((model) => model.id === id) as { label?: string } | undefined;
    return tasks.run(task, async ({ signal, report }) => {
      const files = await resources.models.load(id, {
        signal,
        onProgress: ({ file, done, total }) =>
          report({ activity: 'loading', name: file, done, total, unit: 'bytes' }),
      });
      return openModel({ id, label: entry?.label ?? id, files });
    });
  }

  async function openDropped(
    source: Extract<ModelSource, { kind: 'files' }>,
  ): Promise<LoadedModel> {
    const files = await modelFiles(source, resources);
    return openModel({ id: source.name, label: source.name, files });
  }

  return {
    async open(task, source) {
      const model =
        source.kind === 'bundled' ? await openBundled(task, source.id) : await openDropped(source);
      shelf.set(model.id, model);
      return summarize(model);
    },
    async get(id) {
      const known = shelf.get(id);
      if (known) return known;
      const { models } = await resources.models.manifest();
      if (!models.some((model) => model.id === id)) throw notOpen(id);
      const model = await openBundled('model', id);
      shelf.set(id, model);
      return model;
    },
  };
}

/** The files of a model, wherever it comes from. */
export async function modelFiles(source: ModelSource, { models }: Resources): Promise<FileMap> {
  if (source.kind === 'bundled') return models.load(source.id);
  return new Map(source.files.map(({ path, file }) => [path, blobSource(file, path)]));
}

function summarize(model: LoadedModel): ModelSummary {
  const { shape } = model.model;
  const parameters = shape.parameters.reduce(
    (sum, spec) => sum + spec.shape.reduce((size, dim) => size * dim, 1),
    0,
  );
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
    maxTokens: shape.maxTokens,
    tasks: ['sequence-classification'],
    sentenceTransformer: model.folder.sentenceTransformers !== null,
    headLabels: model.headLabels,
    notes: model.notes,
  };
}

function notOpen(id: string): EngineError {
  return new EngineError(
    'model/not-open',
    `the model "${id}" is not loaded`,
    { model: id },
    'Drop its folder in the Model panel, then try again.',
  );
}

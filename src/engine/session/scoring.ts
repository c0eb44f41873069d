import type { FileMap } from '../core/bytes';
import { EngineError } from '../core/errors';
import type { Config } from '../core/fields';
import { type Dataset, labelSet } from '../data';
import { type ExportNotes, NOTES_FILE } from '../export/notes';
import { rootedAt } from '../files/folder';
import { readJsonObject } from '../files/json';
import { readPeftAdapter } from '../files/peftAdapter';
import { denseBeside } from './adapter';
import type { LoadedModel } from './loadedModel';

/** What must be known of a trained head before it can score. */
export interface HeadFacts {
  /** Names of the classes, in the order of the head's rows. */
  readonly labels: readonly string[];
  readonly pooling: string;
  /** The task's settings as the run had them, where it noted them; {} elsewhere. */
  readonly settings: Config;
  /** Longest sequence: what the run cut at, else the model's own limit. */
  readonly maxTokens: number;
}

/** As much of that as stands beside an export. */
type HeadNotes = { readonly [K in keyof HeadFacts]?: HeadFacts[K] | undefined } & {
  /** Id of the task. */
  readonly task?: string | undefined;
};

/**
 * Classes, pooling and length limit of a model (and adapter), from the folders themselves. Where a
 * head has no class names, `column` of the dataset gives them in sorted order, as training would. What
 * is not `named` has none.
 */
export async function headFacts(
  model: LoadedModel,
  adapter: FileMap | undefined,
  dataset: Dataset,
  { column, named }: { readonly column: string | undefined; readonly named: boolean },
): Promise<HeadFacts> {
  const notes = (await adapterNotes(adapter)) ?? (await readNotes(model.folder.extras));
  const layout = model.folder.sentenceTransformers;
  const limit = notes?.maxTokens ?? layout?.maxTokens ?? model.model.shape.maxTokens;
  return {
    labels: !named ? [] : (notes?.labels ?? (await classNames(model, adapter, dataset, column))),
    pooling: notes?.pooling ?? (model.denseHead ? 'mean' : 'pooler'),
    settings: notes?.settings ?? {},
    maxTokens: Math.min(limit, model.model.shape.maxTokens),
  };
}

/**
 * What the run that exported an adapter noted beside it; null without adapter. Where the notes were
 * lost, a Dense module beside the adapter still says that the model is pooled by the mean.
 */
export async function adapterNotes(adapter: FileMap | undefined): Promise<HeadNotes | null> {
  if (!adapter) return null;
  const notes = await readNotes(rootedAt(adapter, ['adapter_config.json']));
  if (notes || !(await denseBeside(adapter))) return notes;
  return { pooling: 'mean' };
}

/** Notes of an export; null where there are none. */
async function readNotes(files: FileMap): Promise<HeadNotes | null> {
  const source = files.get(NOTES_FILE);
  if (!source) return null;
  const { labels, task, maxTokens } = (await readJsonObject(source)) as Partial<ExportNotes>;
  const { id, ...settings } = task ?? {};
  return { task: id, labels, pooling: task?.pooling, settings: settings as Config, maxTokens };
}

async function classNames(
  model: LoadedModel,
  adapter: FileMap | undefined,
  dataset: Dataset,
  column: string | undefined,
): Promise<readonly string[]> {
  const rows = await headRows(model, adapter);
  if (rows === null) throw noHead(model);
  if (model.headLabels.length === rows) return model.headLabels;
  const nameless = Array.from({ length: rows }, (_, i) => `LABEL_${i}`);
  if (column === undefined) return nameless;
  const found = labelSet(dataset, column).labels;
  if (found.every((label) => nameless.includes(label))) return nameless;
  if (found.length === rows) return found;
  throw new EngineError(
    'score/nameless-classes',
    `${model.label} has ${rows} classes without names, column ${column} has ${found.length} labels`,
    { model: model.id, column, classes: rows, labels: found.slice(0, 20) },
    `Name the classes in config.json (id2label), or use the labels ${nameless.join(', ')}.`,
  );
}

/**
 * Rows of the classifier that the adapter brings, else the model folder unless only the adapter's is
 * asked for; null without any.
 */
export async function headRows(
  model: LoadedModel,
  adapter: FileMap | undefined,
  of: 'either' | 'adapter' = 'either',
): Promise<number | null> {
  const isHead = (name: string): boolean => /(^|\.)classifier\.weight$/.test(name);
  const tensors = adapter && (await readPeftAdapter(adapter)).tensors;
  const saved = tensors?.names().find(isHead);
  if (tensors && saved) return tensors.info(saved).shape[0] ?? null;
  const dense = adapter && (await denseBeside(adapter));
  if (dense) return dense.info('linear.weight').shape[0] ?? null;
  if (of === 'adapter') return null;
  const { weights, sentenceTransformers } = model.folder;
  if (model.denseHead) return sentenceTransformers?.dense[0]?.outFeatures ?? null;
  const own = weights.names().find(isHead);
  return own ? (weights.info(own).shape[0] ?? null) : null;
}

/** A model without a head cannot answer. */
export function noHead(model: LoadedModel): EngineError {
  return new EngineError(
    'score/no-head',
    `${model.label} has no trained head for this task`,
    { model: model.id },
    'Name a tuned model, or add --adapter with the folder of a trained adapter.',
  );
}

/** An adapter that brings no head says nothing by itself. */
export function adapterWithoutHead(name: string): EngineError {
  return new EngineError(
    'adapter/no-head',
    `${name} brings no head, so it cannot answer`,
    { adapter: name },
    'Train on from it in the Model panel, or drop an adapter that was saved with its classifier.',
  );
}

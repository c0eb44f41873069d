import { adapterUnavailable, exportAdapter } from '../export/adapter';
import { codeLines } from '../export/code';
import { exportMergedModel, modelUnavailable } from '../export/mergedModel';
import { isForeign, poolsByMean, type SplitScores, type TunedModel } from '../export/parts';
import type { OutputFile } from '../files/outputFile';
import type { Run } from './run';

/** One thing a person can take away from a run. */
export interface ExportKind {
  readonly id: 'adapter' | 'model';
  readonly label: string;
  readonly summary: string;
  /** What opens it. */
  readonly opens: string;
  readonly code: string;
  readonly warnings: readonly string[];
  /** '' when it can be made, else why not. */
  readonly unavailable: string;
  files(): Promise<readonly OutputFile[]>;
}

/**
 * The exports of a run, with its weights as they are now. `scores` go into the model card; without
 * them, those that the run itself has seen.
 */
export function exportKinds(run: Run, scores = run.lastScores()): ExportKind[] {
  const tuned = tunedModel(run, scores);
  const mean = poolsByMean(tuned);
  const unavailable = adapterUnavailable(tuned);
  return [
    {
      id: 'adapter',
      label: 'Adapter',
      summary: 'Only what was trained; needs the base model',
      opens: opensAdapter(tuned),
      code: codeLines(tuned, 'adapter'),
      warnings: adapterWarnings(tuned),
      unavailable,
      files: () => exportAdapter(tuned),
    },
    {
      id: 'model',
      label: 'Model',
      summary: 'The whole tuned model in one folder',
      opens: mean ? 'sentence-transformers' : 'transformers',
      code: codeLines(tuned, 'model'),
      warnings: mean ? [MEAN_WARNING] : [],
      unavailable: modelUnavailable(tuned),
      files: () => exportMergedModel(tuned),
    },
  ];
}

const MEAN_WARNING =
  'This model pools by the mean of its tokens. Transformers has no class for that, so the head is written as a Dense module.';

const FOREIGN_WARNING = "PEFT has no such method: the file is our own, in PEFT's layout.";

const PROMPT_WARNING =
  "PEFT has no class that puts prompts before a model that fills in words: the file is in PEFT's layout, and opens here.";

/** What opens the adapter. */
function opensAdapter(tuned: TunedModel): string {
  if (isForeign(tuned)) return 'Graft Studio alone';
  return poolsByMean(tuned) ? 'PEFT, as feature extraction with a linear layer beside it' : 'PEFT';
}

function adapterWarnings(tuned: TunedModel): string[] {
  const { peft } = tuned.method;
  return [
    ...(poolsByMean(tuned) ? [MEAN_WARNING] : []),
    ...(peft?.foreign ? [FOREIGN_WARNING] : []),
    ...(isForeign(tuned) && !peft?.foreign ? [PROMPT_WARNING] : []),
    ...(peft?.caveat ? [peft.caveat] : []),
  ];
}

/** A run as exports see it. */
export function tunedModel(run: Run, scores: readonly SplitScores[]): TunedModel {
  const { job, model, data, task, taskConfig, method, methodConfig } = run.parts;
  return {
    job,
    base: model.publicName,
    family: model.family,
    model: model.model,
    folder: model.folder,
    task,
    taskConfig,
    labels: data.labels,
    method,
    methodConfig,
    trainable: run.network.trainable,
    packed: [...run.network.storages.values()].some((storage) => storage !== 'f32'),
    scores,
    read: (name) => run.read(name),
  };
}

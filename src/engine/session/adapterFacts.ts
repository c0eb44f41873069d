import type { FileMap } from '../core/bytes';
import { type Config, defaultsOf } from '../core/fields';
import { rootedAt } from '../files/folder';
import type { Task } from '../tasks/task';
import { type AdapterMethod, openAdapter } from './adapter';
import type { LoadedModel } from './loadedModel';
import { adapterNotes, headRows } from './scoring';

/** What a person should see of an adapter before it is used; every tensor of it has been read. */
export interface AdapterFacts {
  /** As its adapter_config.json has it. */
  readonly peftType: string;
  /** The method that goes on with it, and how it is set. */
  readonly method: string;
  readonly config: Config;
  /** The base it names; '' where it names none. */
  readonly base: string;
  /** Whether that name is the model's; true where it names none. */
  readonly sameBase: boolean;
  /** Names of its head's classes, in their order; [] where nobody wrote them down. */
  readonly labels: readonly string[];
  /** Rows of its head; null where it has none. */
  readonly classes: number | null;
  /** Numbers in its file, and what the file takes. */
  readonly parameters: number;
  readonly bytes: number;
}

/**
 * Opens an adapter on a model in all its parts, as a run would.
 * @throws EngineError `adapter/…` where it does not fit, `checkpoint/not-finite` where a tensor is damaged.
 */
export async function adapterFacts(
  files: FileMap,
  known: AdapterMethod,
  model: LoadedModel,
  task: Task,
): Promise<AdapterFacts> {
  const classes = await headRows(model, files, 'adapter');
  const names = (await adapterNotes(files))?.labels ?? [];
  const labels = Array.from({ length: classes ?? 0 }, (_, i) => names[i] ?? `LABEL_${i}`);
  const head =
    classes === null
      ? model.model.shape.wordHead
      : task.head(
          model.model.shape,
          task.settle(defaultsOf(task.fields), { names: labels, settled: {}, train: [] }),
        );
  const { method, methodConfig } = await openAdapter(files, known, model, head);
  const { config, tensors } = known.file;
  const sizes = tensors.names().map((name) => tensors.info(name).shape);
  const { base_model_name_or_path: named } = config;
  const base = typeof named === 'string' ? named : '';
  return {
    peftType: String(config.peft_type),
    method: method.id,
    config: methodConfig,
    base,
    sameBase: base === '' || [model.publicName, model.id, model.label].some(isCalled(base)),
    labels: names.length === classes ? names : [],
    classes,
    parameters: sizes.reduce((sum, shape) => sum + shape.reduce((n, size) => n * size, 1), 0),
    bytes: folderBytes(files),
  };
}

/** Whether two names end alike: a path or a publisher before them says nothing of the weights. */
function isCalled(name: string): (other: string) => boolean {
  const last = (path: string): string =>
    path
      .replace(/[\\/]+$/, '')
      .split(/[\\/]/)
      .at(-1)
      ?.toLowerCase() ?? '';
  return (other) => last(other) === last(name);
}

function folderBytes(files: FileMap): number {
  const folder = rootedAt(files, ['adapter_config.json']);
  return [...folder.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
}

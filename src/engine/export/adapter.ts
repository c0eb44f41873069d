import { EngineError } from '../core/errors';
import type { OutputFile } from '../files/outputFile';
import { writePeftAdapter } from '../files/peftAdapter';
import type { TensorToWrite } from '../files/safetensorsWriter';
import { parameterSize } from '../nn/parameters';
import type { PeftPlace } from '../tuning/method';
import { finite } from './finite';
import { denseModule } from './mergedModel';
import { modelCard } from './modelCard';
import { notesFile } from './notes';
import { backboneName, poolsByMean, type TunedModel } from './parts';

/** Why there is no adapter file for this run; '' when there is one. */
export function adapterUnavailable({ method }: TunedModel): string {
  return method.peft
    ? ''
    : `${method.label} changes the model's own weights; PEFT has no adapter file for that.`;
}

/**
 * The adapter as a PEFT folder: method tensors and saved head under `base_model.model.`
 * (peft-spec §2.1). A mean-pooled model has no class with a head in transformers: its adapter is
 * FEATURE_EXTRACTION on the backbone, with the head beside it as a Dense module.
 */
export async function exportAdapter(tuned: TunedModel): Promise<readonly OutputFile[]> {
  const { method, methodConfig, model, task, labels } = tuned;
  const peft = method.peft?.write(model.shape, methodConfig);
  if (!peft)
    throw new EngineError(
      'export/no-adapter',
      adapterUnavailable(tuned),
      { method: method.id },
      'Download the model instead.',
    );
  const bare = poolsByMean(tuned);
  const inFile = (place: PeftPlace, data: Float32Array): TensorToWrite => {
    const path = bare ? backboneName(tuned, place.path) : place.path;
    return { name: peftName(path), dtype: 'F32', shape: place.shape, data };
  };
  const tensors = (peft.zeros ?? []).map((place) =>
    inFile(place, new Float32Array(parameterSize(place))),
  );
  for (const [name, place] of peft.places) tensors.push(inFile(place, await tuned.read(name)));
  const head: TensorToWrite[] = [];
  for (const { name, shape } of task.head(model.shape, { labels })) {
    head.push({ name, dtype: 'F32', shape, data: await tuned.read(name) });
  }
  finite([...tensors, ...head]);
  if (!bare) tensors.push(...head.map((item) => ({ ...item, name: peftName(item.name) })));
  const config = {
    ...peft.config,
    task_type: bare ? 'FEATURE_EXTRACTION' : task.peftTaskType,
    base_model_name_or_path: tuned.base,
    inference_mode: true,
    modules_to_save: bare ? null : ['classifier', 'score'],
  };
  const folder = [
    ...writePeftAdapter({ config, tensors, readme: modelCard(tuned, 'adapter') }),
    notesFile(tuned),
  ];
  return bare ? [...folder, ...denseModule(head, '2_Dense')] : folder;
}

function peftName(modulePath: string): string {
  return `base_model.model.${modulePath}`;
}

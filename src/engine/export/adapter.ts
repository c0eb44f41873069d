import { EngineError } from '../core/errors';
import { type OutputFile, outputFile } from '../files/outputFile';
import { writePeftAdapter } from '../files/peftAdapter';
import { type TensorToWrite, writeSafetensors } from '../files/safetensorsWriter';
import type { ParameterSpec } from '../nn/parameters';
import { headRoot } from '../tuning/method';
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
  const { method, methodConfig, model, task, taskConfig } = tuned;
  const peft = method.peft?.write(model.shape, methodConfig);
  if (!peft)
    throw new EngineError(
      'export/no-adapter',
      adapterUnavailable(tuned),
      { method: method.id },
      'Download the model instead.',
    );
  const bare = poolsByMean(tuned);
  const bareNames = method.peft?.promptLearning === true;
  const tensors: TensorToWrite[] = [];
  for (const { path, shape, from, join } of peft.tensors) {
    const parts: Float32Array[] = [];
    for (const name of from) parts.push(await tuned.read(name));
    const place = bare ? backboneName(tuned, path) : path;
    const name = bareNames ? path : `base_model.model.${place}`;
    tensors.push({ name, dtype: 'F32', shape, data: join(parts) });
  }
  const head: TensorToWrite[] = [];
  const beside = new Map<string, TensorToWrite[]>();
  for (const { name, shape, beside: file } of task.head(model.shape, taskConfig)) {
    const tensor: TensorToWrite = { name, dtype: 'F32', shape, data: await tuned.read(name) };
    if (file === undefined) head.push(tensor);
    else beside.set(file, [...(beside.get(file) ?? []), tensor]);
  }
  // PEFT opens the modules it saves with every tensor of theirs or not at all.
  const copies = task.masks ? Object.entries(model.shape.wordHeadCopies) : [];
  for (const [name, of] of copies) {
    const { shape } = [...model.shape.parameters, ...model.shape.wordHead].find(
      (spec) => spec.name === of,
    ) as ParameterSpec;
    head.push({ name, dtype: 'F32', shape, data: await tuned.read(of) });
  }
  finite([...tensors, ...head, ...[...beside.values()].flat()]);
  const root = headRoot(method.peft);
  if (!bare) tensors.push(...head.map((item) => ({ ...item, name: root + item.name })));
  const config = {
    ...peft.config,
    task_type: bare ? 'FEATURE_EXTRACTION' : task.peftTaskType,
    base_model_name_or_path: tuned.base,
    inference_mode: true,
    modules_to_save: bare ? null : (task.headModules ?? ['classifier', 'score']),
  };
  const folder = [
    ...writePeftAdapter({ config, tensors, readme: modelCard(tuned, 'adapter') }),
    notesFile(tuned),
    ...[...beside].map(([file, own]) => outputFile(file, writeSafetensors(own, { format: 'pt' }))),
  ];
  return bare ? [...folder, ...denseModule(head, '2_Dense')] : folder;
}

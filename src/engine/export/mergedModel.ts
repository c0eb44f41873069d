import { type ModelFolderParts, writeModelFolder } from '../files/modelFolder';
import { type OutputFile, outputFile } from '../files/outputFile';
import type { TensorToWrite } from '../files/safetensorsWriter';
import { writeSafetensors } from '../files/safetensorsWriter';
import type { ParameterSpec } from '../nn/parameters';
import { finite } from './finite';
import { modelCard } from './modelCard';
import { notesFile } from './notes';
import { backboneName, longestText, poolsByMean, type TunedModel } from './parts';

/** Why the whole model cannot be written; '' when it can. */
export function modelUnavailable({ method, methodConfig, model }: TunedModel): string {
  const adds = method.parameters(model.shape, methodConfig).length > 0;
  return adds && !method.merge
    ? `What ${method.label} adds stands beside the model's weights and cannot be folded into them. Take the adapter.`
    : '';
}

/** The whole tuned model as a folder that transformers (or sentence-transformers) opens. */
export async function exportMergedModel(tuned: TunedModel): Promise<readonly OutputFile[]> {
  const tensors = await mergedTensors(tuned);
  const folder = await (poolsByMean(tuned) ? sentenceFolder : taskFolder)(tuned, tensors);
  return [...folder, notesFile(tuned)];
}

function specsOf({ model, task, taskConfig }: TunedModel): ParameterSpec[] {
  return [...model.shape.parameters, ...task.head(model.shape, taskConfig)];
}

async function mergedTensors(tuned: TunedModel): Promise<readonly TensorToWrite[]> {
  const values = await mergedValues(tuned);
  return finite(
    specsOf(tuned).map((spec) => tensor(spec, values.get(spec.name) ?? new Float32Array(0))),
  );
}

/** Backbone and head with the adapter folded in, by engine name. */
export async function mergedValues(tuned: TunedModel): Promise<ReadonlyMap<string, Float32Array>> {
  const { model, method, methodConfig } = tuned;
  const specs = specsOf(tuned);
  const values = new Map<string, Float32Array>();
  for (const { name } of [...specs, ...method.parameters(model.shape, methodConfig)]) {
    values.set(name, await tuned.read(name));
  }
  const weights = {
    get: (name: string) => values.get(name) ?? new Float32Array(0),
    has: (name: string) => values.has(name),
  };
  const merged =
    method.merge?.(model.shape, methodConfig, weights) ?? new Map<string, Float32Array>();
  return new Map(specs.map(({ name }) => [name, merged.get(name) ?? weights.get(name)]));
}

function tensor({ name, shape }: ParameterSpec, data: Float32Array): TensorToWrite {
  return { name, dtype: 'F32', shape, data };
}

/** config.json of the tuned model: the original's, with class, labels and dtype. */
export function tunedConfig(tuned: TunedModel): Record<string, unknown> {
  const { folder, family, task, labels } = tuned;
  const architecture = family.architectures[poolsByMean(tuned) ? 'backbone' : task.id];
  const {
    dtype: _dtype,
    _name_or_path: _path,
    id2label: _,
    label2id: __,
    ...config
  } = folder.config;
  const names = {
    id2label: Object.fromEntries(labels.map((label, i) => [String(i), label])),
    label2id: Object.fromEntries(labels.map((label, i) => [label, i])),
  };
  return {
    ...config,
    architectures: [architecture],
    torch_dtype: 'float32',
    ...(labels.length > 0 && names),
    ...(task.problemType && { problem_type: task.problemType }),
  };
}

async function taskFolder(
  tuned: TunedModel,
  tensors: readonly TensorToWrite[],
): Promise<readonly OutputFile[]> {
  return writeModelFolder(folderParts(tuned, tensors));
}

function folderParts(tuned: TunedModel, tensors: readonly TensorToWrite[]): ModelFolderParts {
  const { tokenizerFiles } = tuned.folder;
  return { config: tunedConfig(tuned), tensors, tokenizerFiles, readme: modelCard(tuned, 'model') };
}

/** A sentence-transformers folder: Transformer, Pooling, and the head as a Dense module. */
async function sentenceFolder(
  tuned: TunedModel,
  tensors: readonly TensorToWrite[],
): Promise<readonly OutputFile[]> {
  const head = new Set(
    tuned.task.head(tuned.model.shape, tuned.taskConfig).map(({ name }) => name),
  );
  const backbone = tensors
    .filter(({ name }) => !head.has(name))
    .map((item) => ({ ...item, name: backboneName(tuned, item.name) }));
  const folder = await writeModelFolder(folderParts(tuned, backbone));
  return [
    ...folder,
    ...sentenceModules(tuned),
    ...denseModule(
      tensors.filter(({ name }) => head.has(name)),
      '2_Dense',
    ),
  ];
}

function sentenceModules(tuned: TunedModel): OutputFile[] {
  const module = (idx: number, path: string, type: string): object => ({
    idx,
    name: String(idx),
    path,
    type: `sentence_transformers.models.${type}`,
  });
  const modules = [
    module(0, '', 'Transformer'),
    module(1, '1_Pooling', 'Pooling'),
    module(2, '2_Dense', 'Dense'),
  ];
  const pooling = {
    word_embedding_dimension: tuned.model.shape.hiddenSize,
    pooling_mode_cls_token: false,
    pooling_mode_mean_tokens: true,
    pooling_mode_max_tokens: false,
    pooling_mode_mean_sqrt_len_tokens: false,
  };
  const limit = { max_seq_length: longestText(tuned), do_lower_case: false };
  return [
    jsonFile('modules.json', modules),
    jsonFile('1_Pooling/config.json', pooling),
    jsonFile('sentence_bert_config.json', limit),
  ];
}

/** The classification head as sentence-transformers' Dense: logits = linear(pooled). */
export function denseModule(head: readonly TensorToWrite[], path: string): OutputFile[] {
  const weight = head.find(({ name }) => name.endsWith('.weight'));
  const [outFeatures, inFeatures] = weight?.shape ?? [0, 0];
  const config = {
    in_features: inFeatures,
    out_features: outFeatures,
    bias: true,
    activation_function: 'torch.nn.modules.linear.Identity',
  };
  const renamed = head.map((item) => ({
    ...item,
    name: item.name.replace(/^classifier\./, 'linear.'),
  }));
  return [
    jsonFile(`${path}/config.json`, config),
    outputFile(`${path}/model.safetensors`, writeSafetensors(renamed, { format: 'pt' })),
  ];
}

function jsonFile(path: string, value: unknown): OutputFile {
  return outputFile(path, `${JSON.stringify(value, null, 2)}\n`);
}

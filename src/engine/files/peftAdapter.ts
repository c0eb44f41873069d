import type { FileMap } from '../core/bytes';
import { EngineError } from '../core/errors';
import { collectFault, throwFaults } from './faults';
import { depthOf, foldersWith, rootedAt, withoutLitter } from './folder';
import { pythonJson, readJsonObject } from './json';
import { weightsFile } from './modelFolder';
import { type OutputFile, outputFile } from './outputFile';
import type { TensorToWrite } from './safetensorsWriter';
import { openWeights, type WeightSource } from './weights';

/** A PEFT adapter folder as its two files; what keys and names mean is the method's business. */
export interface PeftAdapter {
  readonly config: Readonly<Record<string, unknown>>;
  readonly tensors: WeightSource;
}

/**
 * Opens what PEFT's `save_pretrained` wrote. Source: huggingface/peft, utils/save_and_load.py.
 * @throws EngineError naming every missing or broken file.
 */
export async function readPeftAdapter(files: FileMap): Promise<PeftAdapter> {
  refuseSeveral(files);
  const folder = rootedAt(files, ['adapter_config.json']);
  const faults: EngineError[] = [];
  const config = await collectFault(faults, () => readConfig(folder));
  const tensors = await collectFault(faults, () => openAdapterWeights(folder));
  throwFaults(faults);
  if (!config || !tensors) throw new Error('unreachable: faults thrown');
  return { config, tensors };
}

/** Of adapters side by side none is meant; one with others below it is (checkpoints of its training). */
function refuseSeveral(files: FileMap): void {
  const folders = foldersWith(withoutLitter(files), ['adapter_config.json']);
  const depth = depthOf(folders[0] ?? '');
  const beside = folders.filter((folder) => depthOf(folder) === depth);
  if (beside.length < 2) return;
  const list = beside.slice(0, 5).join(', ');
  throw new EngineError(
    'adapter/several',
    `${beside.length} adapters lie beside each other (${list}), one is wanted`,
    { count: beside.length, folders: beside },
    'Drop one of these folders at a time.',
  );
}

async function readConfig(folder: FileMap): Promise<Record<string, unknown>> {
  const source = folder.get('adapter_config.json');
  if (!source) {
    const found = [...folder.keys()].slice(0, 5);
    throw new EngineError(
      'adapter/missing-config',
      `adapter_config.json is missing, so this is not a PEFT adapter; found ${found.join(', ') || 'no file'}.`,
      { file: 'adapter_config.json', found },
      'Add the folder that save_pretrained of PEFT wrote. Models and data are dropped unpacked.',
    );
  }
  const config = await readJsonObject(source);
  if (typeof config.peft_type === 'string') return config;
  throw new EngineError(
    'adapter/bad-config',
    `${source.name} does not say peft_type (LORA, IA3, …).`,
    { file: source.name },
    'Adapters of other libraries than PEFT cannot be opened; save it with PEFT.',
  );
}

async function openAdapterWeights(folder: FileMap): Promise<WeightSource> {
  const source = folder.get('adapter_model.safetensors');
  if (source) return openWeights(source);
  const pickle = [...folder.keys()].find((path) => PICKLE.test(path));
  if (pickle) throw pickled(pickle);
  throw new EngineError(
    'adapter/missing-weights',
    'adapter_model.safetensors is missing.',
    { file: 'adapter_model.safetensors' },
    'Add adapter_model.safetensors to the folder.',
  );
}

const PICKLE = /\.(bin|pt|pth|ckpt|pkl)$/i;

function pickled(file: string): EngineError {
  return new EngineError(
    'adapter/pickled-weights',
    `The adapter is in ${file}, a pickle, which can run code and is never opened.`,
    { file },
    `Convert it in Python: safetensors.torch.save_file(torch.load("${file}", map_location="cpu", weights_only=True), "adapter_model.safetensors").`,
  );
}

/** The files of an adapter folder as PEFT writes them, byte for byte but for number spelling. */
export function writePeftAdapter(parts: {
  readonly config: Readonly<Record<string, unknown>>;
  readonly tensors: readonly TensorToWrite[];
  readonly readme?: string;
}): readonly OutputFile[] {
  const files = [
    outputFile('adapter_config.json', pythonJson(parts.config)),
    weightsFile('adapter_model.safetensors', parts.tensors),
  ];
  if (parts.readme !== undefined) files.push(outputFile('README.md', parts.readme));
  return files;
}

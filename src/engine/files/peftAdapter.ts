import type { FileMap } from '../core/bytes';
import { EngineError } from '../core/errors';
import { collectFault, throwFaults } from './faults';
import { rootedAt } from './folder';
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
  const folder = rootedAt(files, ['adapter_config.json']);
  const faults: EngineError[] = [];
  const config = await collectFault(faults, () => readConfig(folder));
  const tensors = await collectFault(faults, () => openAdapterWeights(folder));
  throwFaults(faults);
  if (!config || !tensors) throw new Error('unreachable: faults thrown');
  return { config, tensors };
}

async function readConfig(folder: FileMap): Promise<Record<string, unknown>> {
  const source = folder.get('adapter_config.json');
  if (!source) {
    throw new EngineError(
      'adapter/missing-config',
      'adapter_config.json is missing, so this is not a PEFT adapter.',
      { file: 'adapter_config.json' },
      'Add the folder that save_pretrained of PEFT wrote.',
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
  const pickled = folder.has('adapter_model.bin');
  throw new EngineError(
    pickled ? 'adapter/pickled-weights' : 'adapter/missing-weights',
    pickled
      ? 'The adapter is in adapter_model.bin, a pickle, which can run code and is never opened.'
      : 'adapter_model.safetensors is missing.',
    { file: pickled ? 'adapter_model.bin' : 'adapter_model.safetensors' },
    pickled
      ? 'Load it in Python with PEFT and save it again: it writes safetensors now.'
      : 'Add adapter_model.safetensors to the folder.',
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

import type { FileMap } from '../core/bytes';
import { pythonJson } from './json';
import { type OutputFile, outputFile, streamedFile } from './outputFile';
import { safetensorsByteLength, safetensorsChunks, type TensorToWrite } from './safetensorsWriter';

/** transformers 4.57 rejects weights whose metadata does not name a framework. */
export const FRAMEWORK_METADATA = { format: 'pt' } as const;

export interface ModelFolderParts {
  readonly config: Readonly<Record<string, unknown>>;
  /** One entry per tied tensor, under its Hugging Face name. */
  readonly tensors: readonly TensorToWrite[];
  /** Copied as they are. */
  readonly tokenizerFiles: FileMap;
  /** Text of README.md; null writes none. */
  readonly readme: string | null;
}

/** The files of a folder that `from_pretrained` opens: config.json, one model.safetensors, … */
export async function writeModelFolder(parts: ModelFolderParts): Promise<readonly OutputFile[]> {
  const files = [
    outputFile('config.json', `${pythonJson(parts.config)}\n`),
    weightsFile('model.safetensors', parts.tensors),
  ];
  for (const [path, source] of parts.tokenizerFiles) {
    files.push(outputFile(path, await source.slice(0, source.byteLength)));
  }
  if (parts.readme !== null) files.push(outputFile('README.md', parts.readme));
  return files;
}

/** A safetensors file with PyTorch's metadata, made while it is read. */
export function weightsFile(path: string, tensors: readonly TensorToWrite[]): OutputFile {
  const byteLength = safetensorsByteLength(tensors, FRAMEWORK_METADATA);
  return streamedFile(path, byteLength, () => safetensorsChunks(tensors, FRAMEWORK_METADATA));
}

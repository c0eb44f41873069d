import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { EngineError, type LoadedModel, openModel } from '../engine/index';
import { folderFiles } from './nodeFiles';

/** Folder of the models that ship with the studio. */
export const BUNDLED_MODELS = join(import.meta.dirname, '../../public/models');

/** A path of a job, relative to the job file. */
export function resolveFrom(base: string, path: string): string {
  return isAbsolute(path) ? path : resolve(base, path);
}

/** Where a model lies: a folder relative to `base`, else the bundled model of that id. */
export function modelFolder(model: string, base: string): string {
  const own = resolveFrom(base, model);
  if (existsSync(own) || !/^[\w-][\w.-]*$/.test(model)) return own;
  const bundled = join(BUNDLED_MODELS, model);
  return existsSync(bundled) ? bundled : own;
}

/** Opens a bundled model by id, or a folder in Hugging Face layout. */
export async function openModelAt(model: string, base: string): Promise<LoadedModel> {
  if (model.toLowerCase().endsWith('.gguf')) {
    throw new EngineError(
      'model/gguf',
      `${model}: GGUF files hold decoders, which this version cannot run`,
      { model },
      'Choose a BERT model in Hugging Face layout.',
    );
  }
  const folder = modelFolder(model, base);
  return openModel({
    id: model,
    label: basename(folder),
    files: await folderFiles(folder),
    known: await bundledSource(folder),
  });
}

/** The name that a bundled model is published under; undefined for any other folder. */
async function bundledSource(folder: string): Promise<string | undefined> {
  if (dirname(resolve(folder)) !== resolve(BUNDLED_MODELS)) return undefined;
  const { models } = JSON.parse(await readFile(join(BUNDLED_MODELS, 'index.json'), 'utf8'));
  const id = basename(folder);
  return models.find((model: { id: string; source: string }) => model.id === id)?.source;
}

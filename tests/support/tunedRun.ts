import type { Executor } from '../../src/engine/backends/executor';
import { type FileMap, memorySource } from '../../src/engine/core/bytes';
import type { OutputFile } from '../../src/engine/files/outputFile';
import {
  checkJob,
  createSession,
  openDataset,
  openModel,
  prepareJob,
} from '../../src/engine/session';
import { exportKinds } from '../../src/engine/session/exports';
import type { Run } from '../../src/engine/session/run';
import { trained } from './hooks';
import { tinyBertFiles, tinyCsv } from './tinyBert';

/** Rows that a tuned run is asked about, one of them longer than it reads. */
export const ASKED = `text\nthe red cat eats\n${'cat '.repeat(30)}\na fish\n`;

/** A dataset of text. */
export function csv(text: string, name: string) {
  return openDataset(memorySource(new TextEncoder().encode(text), name));
}

/** A tiny BERT tuned for two steps on three classes, with {@link ASKED} as its test rows. */
export async function tunedRun(
  executor: Executor,
  method: object,
  task: object = {},
): Promise<Run> {
  const job = checkJob({
    version: 1,
    model: 'a/tiny',
    data: { train: 'home/tiny.csv', validation: { fraction: 0.25 }, test: 'asked.csv' },
    task: { id: 'sequence-classification', ...task },
    method,
    training: {
      maxSteps: 2,
      maxTokens: 12,
      evaluateEvery: 2,
      optimizer: { id: 'adamw', learningRate: 0.01 },
    },
  });
  const model = await openModel({ id: 'a/tiny', label: 'Tiny', files: await tinyBertFiles() });
  const labelled = ASKED.trim()
    .split('\n')
    .map((line, i) => `${line},${['label', 'cat', 'dog', 'fish'][i]}`);
  const datasets = {
    train: await csv(tinyCsv(), 'home/tiny.csv'),
    test: await csv(labelled.join('\n'), 'asked.csv'),
  };
  const run = await createSession(await prepareJob({ job, model, datasets }), executor);
  await trained(run);
  return run;
}

/** What a run exports, as a folder. */
export async function exportedFolder(run: Run, id: 'adapter' | 'model'): Promise<FileMap> {
  const files: readonly OutputFile[] =
    (await exportKinds(run)
      .find((kind) => kind.id === id)
      ?.files()) ?? [];
  return new Map(files.map(({ path, bytes }) => [path, memorySource(bytes, path)]));
}

/** A file of a folder as bytes. */
export async function bytesOf(folder: FileMap, path: string): Promise<Uint8Array> {
  const source = folder.get(path);
  if (!source) throw new Error(`no ${path} among ${[...folder.keys()].join(', ')}`);
  return source.slice(0, source.byteLength);
}

/** A file of a folder as text. */
export async function textOf(folder: FileMap, path: string): Promise<string> {
  return new TextDecoder().decode(await bytesOf(folder, path));
}

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { RunEvent } from '../../src/engine/training/events';
import { tinyBertFiles, tinyCsv } from '../support/tinyBert';

const ROOT = join(import.meta.dirname, '../..');
const TSX = pathToFileURL(join(ROOT, 'node_modules/tsx/dist/loader.mjs')).href;

export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A folder with a tiny model (`model/`) and rows to learn (`train.csv`). */
export interface Playground {
  readonly folder: string;
  path(...parts: string[]): string;
  /** Runs the real runner here; `onOut` sees all that stdout has said so far. */
  graft(
    args: readonly string[],
    onOut?: (text: string, child: ChildProcess) => void,
  ): Promise<Outcome>;
  /** Writes a small job; its name. */
  job(name: string, change?: object, training?: object): Promise<string>;
  remove(): Promise<void>;
}

export async function createPlayground(): Promise<Playground> {
  const folder = await mkdtemp(join(tmpdir(), 'graft-cli-'));
  for (const [path, source] of await tinyBertFiles()) {
    const target = join(folder, 'model', path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, await source.slice(0, source.byteLength));
  }
  await writeFile(join(folder, 'train.csv'), tinyCsv());
  return {
    folder,
    path: (...parts) => join(folder, ...parts),
    graft: (args, onOut) => runIn(folder, args, onOut),
    async job(name, change = {}, training = {}) {
      await writeFile(join(folder, name), JSON.stringify(smallJob(change, training)));
      return name;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

function smallJob(change: object, training: object): object {
  return {
    version: 1,
    model: 'model',
    data: { train: 'train.csv', validation: { fraction: 0.25 } },
    task: { id: 'sequence-classification' },
    method: { id: 'lora' },
    training: {
      epochs: 1,
      batchSize: 6,
      optimizer: { id: 'adamw', learningRate: 0.01 },
      ...training,
    },
    ...change,
  };
}

function runIn(
  cwd: string,
  args: readonly string[],
  onOut?: (text: string, child: ChildProcess) => void,
): Promise<Outcome> {
  return new Promise((done) => {
    const command = ['--import', TSX, join(ROOT, 'src/cli/main.ts'), ...args];
    const child = spawn(process.execPath, command, { cwd });
    let out = '';
    let err = '';
    child.stdout.on('data', (data) => {
      out += data;
      onOut?.(out, child);
    });
    child.stderr.on('data', (data) => {
      err += data;
    });
    child.on('close', (code) => done({ code, out, err }));
  });
}

/** The events that a run printed. */
export function eventsOf(out: string): RunEvent[] {
  return out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** Step and loss of every step, in the order they were told. */
export function lossesOf(out: string): [number, number][] {
  return eventsOf(out).flatMap((event): [number, number][] =>
    event.type === 'step' ? [[event.step, event.loss]] : [],
  );
}

/** The error that ended a command: the last line of stderr. */
export function errorOf({ err }: Outcome): { type: string; code: string; message: string } {
  return JSON.parse(err.trim().split('\n').at(-1) ?? '');
}

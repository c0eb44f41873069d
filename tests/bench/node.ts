import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { startNodeThread } from '../../src/engine/backends/wasm/nodeThread';
import { fileSource, folderFiles } from '../support/folder';
import type { BenchRow } from './measure';
import { plainMiniLm } from './plainTfjs';
import type { BenchPlace } from './rows';

/** Node, from the root of the repository. */
export function nodePlace(): BenchPlace {
  const wasm = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));
  return {
    name: 'Node',
    startThread: startNodeThread,
    model: folderFiles(join(process.cwd(), 'public/models/all-minilm-l6-v2')),
    tickets: fileSource(join(process.cwd(), 'public/samples/support-tickets.csv')),
    plain: (threads) => plainMiniLm(`${wasm}/`, threads),
    heap() {
      globalThis.gc?.();
      return globalThis.gc ? process.memoryUsage().heapUsed : null;
    },
  };
}

/** The step against PyTorch's, where a Python with torch is at hand: GRAFT_PYTHON, else python3. */
export function torchRow(ours: number): BenchRow {
  const python = process.env.GRAFT_PYTHON ?? 'python3';
  const { status, stdout } = spawnSync(python, ['tests/parity/torch_step.py', '2', '8'], {
    encoding: 'utf8',
  });
  const times: number[] | null = status === 0 ? JSON.parse(stdout).milliseconds : null;
  const theirs = times ? Math.min(...times) : null;
  return {
    measure: 'Node: the same step against PyTorch on the CPU',
    figures: theirs === null ? { 'ms a step': ours } : { 'ms a step': ours, 'PyTorch ms': theirs },
    value: theirs === null ? null : theirs / ours,
    unit: '× its speed',
    target: 0.8,
    better: 'larger',
    note: theirs === null ? `${python} has no torch and transformers` : 'quickest of 8 steps each',
  };
}

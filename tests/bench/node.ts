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

/** The Python that has torch: GRAFT_PYTHON, else python3. */
const PYTHON = process.env.GRAFT_PYTHON ?? 'python3';

/** Milliseconds of PyTorch's quickest step; null where no Python with torch is at hand. */
export function torchMilliseconds(steps: number, model: 'minilm' | 'base'): number | null {
  const script = ['tests/parity/torch_step.py', '2', String(steps), model];
  const { status, stdout } = spawnSync(PYTHON, script, { encoding: 'utf8' });
  return status === 0 ? Math.min(...JSON.parse(stdout).milliseconds) : null;
}

/** The step against PyTorch's. */
export function torchRow(ours: number): BenchRow {
  const theirs = torchMilliseconds(8, 'minilm');
  return {
    measure: 'Node: the same step against PyTorch on the CPU',
    figures: theirs === null ? { 'ms a step': ours } : { 'ms a step': ours, 'PyTorch ms': theirs },
    value: theirs === null ? null : theirs / ours,
    unit: '× its speed',
    target: 0.8,
    better: 'larger',
    note: theirs === null ? `${PYTHON} has no torch and transformers` : 'quickest of 8 steps each',
  };
}

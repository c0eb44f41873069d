import type { Executor } from '../../src/engine/backends/executor';
import { cpuExecutor } from '../engine/ops/tfjsCpu';

/** Every executor that runs in Node: parity and trajectory tests walk this table. */
export const EXECUTORS: Readonly<Record<string, () => Promise<Executor>>> = {
  tfjs: cpuExecutor,
};

/** Those quick enough for a real model. */
export const FAST_EXECUTORS: Readonly<Record<string, () => Promise<Executor>>> = {};

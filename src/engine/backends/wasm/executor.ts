import type { Executor } from '../executor';
import { hasRelaxedSimd } from './features';
import { type Machine, startMachine } from './machine';
import { createProgram } from './program';
import type { StartThread } from './threads';
import { Variables } from './variables';
import { Workspace } from './workspace';

export interface WasmOptions {
  /** Threads to compute with, the caller's own included. */
  readonly threads: number;
  /** How helpers are started here; not needed for one thread. */
  readonly startThread?: StartThread;
  /** Whether to use fused multiply-add; by default where the machine has it. */
  readonly fused?: boolean;
}

/**
 * The CPU executor: SIMD kernels over one shared memory. The caller's thread and its helpers replay
 * the same encoded program, each on its share, and meet at barriers; results do not depend on how
 * many there are. Where helpers cannot be started it works alone and says so.
 */
export async function createWasmExecutor(options: WasmOptions): Promise<Executor> {
  const fused = options.fused ?? hasRelaxedSimd();
  return executorOn(await startMachine(options.threads, fused, options.startThread), fused);
}

/** The executor over kernels that have been started. */
export function executorOn(machine: Machine, fused: boolean): Executor {
  const { kernels, memory, helpers, alone } = machine;
  const threads = helpers.length + 1;
  let version = 0;
  const moved = (): void => void version++;
  const variables = new Variables(memory, moved);
  const workspace = new Workspace(memory, threads, moved);
  const host = { kernels, memory, threads, variables, workspace, version: () => version };
  return {
    id: 'wasm',
    threads,
    description: describe(threads, fused, alone),
    createVariable: (name, elements) => variables.create(name, elements),
    writeVariable: (name, data) => variables.write(name, data),
    writePacked: (name, packed) => variables.writePacked(name, packed),
    readVariable: async (name) => variables.read(name),
    removeVariable: (name) => variables.remove(name),
    hasVariable: (name) => variables.has(name),
    compile: async (plan) => createProgram(plan, host),
    bytes: () => ({
      variables: variables.bytes(),
      workspace: memory.bytes() - variables.bytes(),
    }),
    dispose() {
      for (const helper of helpers) helper.stop();
      variables.clear();
      workspace.clear();
    },
  };
}

function describe(threads: number, fused: boolean, alone: string | null): string {
  const count = threads === 1 ? '1 thread' : `${threads} threads`;
  const kernels = `${count}, ${fused ? 'SIMD with fused multiply-add' : 'SIMD'}`;
  return alone === null ? kernels : `${kernels} (${alone})`;
}

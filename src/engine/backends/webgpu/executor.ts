import type { Plan } from '../../graph/plan';
import type { Executor } from '../executor';
import type { GpuDevice } from './device';
import { type TileCache, Tuner } from './matmul/tuning';
import { createProgram, type GpuProgram, type Host } from './program';
import { loadReferences, type References } from './reference';
import { Variables } from './variables';
import { Workspace } from './workspace';

export interface WebGpuOptions {
  /** Hears how many of a program's kernels are compiled. */
  readonly progress?: (done: number, total: number) => void;
  /**
   * Where the quickest tiles are kept; without it nothing is measured, nor where the CPU plays the GPU:
   * compiling takes longer there than all that better tiles win.
   */
  readonly tiles?: TileCache;
}

/** An executor with what only this one knows. */
export interface WebGpuExecutor extends Executor {
  compile(plan: Plan): Promise<GpuProgram>;
}

/**
 * The GPU executor: WGSL kernels made for the shapes of a plan, replayed in one submission a run.
 * Nothing waits for the GPU but reading. The device is the caller's and outlives it.
 */
export function createWebGpuExecutor(gpu: GpuDevice, options: WebGpuOptions = {}): WebGpuExecutor {
  let version = 0;
  const moved = (): void => void version++;
  const variables = new Variables(gpu, moved);
  const workspace = new Workspace(gpu, moved);
  let references: Promise<References> | null = null;
  const host: Host = {
    gpu,
    variables,
    workspace,
    tuner: options.tiles && !gpu.traits.software ? new Tuner(gpu, options.tiles) : null,
    version: () => version,
    references: () => {
      references ??= loadReferences(gpu);
      return references;
    },
    progress: options.progress ?? (() => undefined),
  };
  const replaced = new Set<string>();
  return {
    id: 'webgpu',
    threads: 1,
    get description() {
      const without = [...replaced].join(', ');
      return without ? `${gpu.name}; tfjs computes ${without}` : gpu.name;
    },
    createVariable: (name, elements) => variables.create(name, elements),
    writeVariable(name, data) {
      gpu.assertWell();
      variables.write(name, data);
    },
    writePacked(name, packed) {
      gpu.assertWell();
      variables.writePacked(name, packed);
    },
    readVariable: async (name) => variables.read(name),
    removeVariable: (name) => variables.remove(name),
    hasVariable: (name) => variables.has(name),
    probe: (bytes) => gpu.probe(bytes),
    async compile(plan) {
      const program = await createProgram(plan, host);
      for (const { op } of program.fallbacks) replaced.add(op);
      return program;
    },
    bytes: () => ({ variables: variables.bytes(), workspace: gpu.bytes() - variables.bytes() }),
    dispose() {
      variables.clear();
      workspace.clear();
    },
  };
}

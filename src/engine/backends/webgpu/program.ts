import { EngineError } from '../../core/errors';
import type { Plan, PlanBuffer } from '../../graph/plan';
import { type Counts, elementCount } from '../../graph/shapes';
import { checkCounts } from '../counts';
import type { Program } from '../executor';
import { checkRoom, checkWritten, noOutput } from '../hostEnds';
import type { GpuDevice } from './device';
import { Layout } from './layout';
import { lowerPlan } from './lower';
import type { Tuner } from './matmul/tuning';
import { readRange } from './readback';
import type { References } from './reference';
import { type Fallback, Replay } from './replay';
import type { Variables } from './variables';
import type { Workspace } from './workspace';

/** What programs share with their executor. */
export interface Host {
  readonly gpu: GpuDevice;
  readonly variables: Variables;
  readonly workspace: Workspace;
  /** Measures which tiles are quickest here; null: their order by rule. */
  readonly tuner: Tuner | null;
  /** Goes up when a variable or a workspace slot moves: programs then bind their tensors again. */
  version(): number;
  /** tfjs on this device, loaded for the first kernel that does not compile. */
  references(): Promise<References>;
  progress(done: number, total: number): void;
}

/** A program of the WebGPU executor; what it counts is for benchmarks and the device panel. */
export interface GpuProgram extends Program {
  readonly fallbacks: readonly Fallback[];
  dispatches(): number;
}

interface HostInput {
  readonly buffer: PlanBuffer;
  readonly capacity: number;
  length: number;
  /** Integers as they were written, for references. */
  integers: Int32Array | null;
}

/** A plan compiled for the GPU. Running it is one submission; nothing is allocated or awaited. */
export async function createProgram(plan: Plan, host: Host): Promise<GpuProgram> {
  const { gpu } = host;
  requireVariables(plan, host);
  await host.tuner?.tune(plan);
  host.variables.placeAll();
  const layout = new Layout(gpu, plan, host.variables, host.workspace);
  const countsBuffer = gpu.createBuffer(16, GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST);
  const release = (): void => {
    layout.dispose();
    gpu.destroyBuffer(countsBuffer);
  };
  // As they are now: a program that binds again must not ask for other kernels.
  const tiles = new Map(host.tuner?.tiles);
  const units = () => lowerPlan(plan, (id) => layout.tensor(id), layout.lowering(tiles));
  try {
    const version = host.version();
    const replay = await Replay.compile(gpu, units(), countsBuffer, host.progress);
    const references = replay.fallbacks.length > 0 ? await host.references() : null;
    const state = { replay, version, references, units, countsBuffer };
    return makeProgram(plan, host, layout, state, release);
  } catch (error) {
    release();
    throw error;
  }
}

interface State {
  replay: Replay;
  version: number;
  readonly references: References | null;
  readonly units: () => ReturnType<typeof lowerPlan>;
  readonly countsBuffer: GPUBuffer;
}

function makeProgram(
  plan: Plan,
  host: Host,
  layout: Layout,
  state: State,
  release: () => void,
): GpuProgram {
  const { gpu } = host;
  const { queue } = gpu.device;
  const inputs = new Map(
    [...layout.inputs].map(([name, { buffer }]) => [name, hostInput(buffer, plan)]),
  );
  const inputList = [...inputs.values()];
  const words = new Uint32Array(4);
  let last: Counts = plan.capacity;
  return {
    bytes: plan.bytes.inputs + plan.bytes.outputs,
    fallbacks: state.replay.fallbacks,
    dispatches: () => state.replay.dispatches(),
    write(name, data) {
      const input = inputs.get(name);
      if (!input) return;
      checkRoom(name, data.length, input.capacity);
      const { holder } = layout.inputs.get(name) as { holder: { buffer: GPUBuffer } };
      queue.writeBuffer(holder.buffer, 0, data as Float32Array<ArrayBuffer>);
      input.length = data.length;
      if (state.references && data instanceof Int32Array) input.integers = data.slice();
    },
    run(counts) {
      gpu.assertWell();
      checkCounts(plan.capacity, counts);
      for (const { buffer, length } of inputList) checkWritten(buffer, length, counts);
      if (state.version !== host.version()) bindAgain(host, state);
      words[0] = counts.N;
      words[1] = counts.S;
      words[2] = counts.M ?? 0;
      queue.writeBuffer(state.countsBuffer, 0, words);
      state.replay.run(counts, (steps) => {
        state.references?.run(
          plan,
          steps,
          counts,
          (id) => layout.tensor(id),
          (name) => inputs.get(name)?.integers ?? null,
        );
      });
      last = counts;
    },
    async read(name) {
      const id = plan.outputs[name];
      const buffer = plan.buffers[id ?? -1];
      if (id === undefined || !buffer) throw noOutput(name);
      const { holder, offset } = layout.tensor(id);
      return readRange(gpu, holder.buffer, offset, elementCount(buffer.shape, last));
    },
    dispose: release,
  };
}

function bindAgain(host: Host, state: State): void {
  const { gpu } = host;
  host.variables.placeAll();
  const known = state.replay.fallbacks;
  state.replay = Replay.compileNow(gpu, state.units(), state.countsBuffer, known);
  state.version = host.version();
}

function hostInput(buffer: PlanBuffer, plan: Plan): HostInput {
  return { buffer, capacity: elementCount(buffer.shape, plan.capacity), length: 0, integers: null };
}

/** All of a plan's variables must be there before anything is allocated for it. */
function requireVariables(plan: Plan, { variables }: Host): void {
  for (const { kind, name } of plan.buffers) {
    if (kind === 'variable' && !variables.has(name)) {
      throw new EngineError('executor/no-variable', `there is no variable "${name}"`, { name });
    }
  }
}

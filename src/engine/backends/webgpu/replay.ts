import type { PlanStep } from '../../graph/plan';
import type { Counts } from '../../graph/shapes';
import type { GpuDevice } from './device';
import type { Kernel } from './kernel';
import type { Unit } from './lower';
import type { Compiled } from './pipelines';
import { type KernelText, writeKernel } from './wgsl';

/** One dispatch, ready. */
interface Dispatch {
  readonly pipeline: GPUComputePipeline;
  readonly bindings: GPUBindGroup;
  readonly kernel: Kernel;
  groups: readonly [number, number, number];
}

/** Dispatches in a row, or steps that tfjs computes since a kernel of theirs did not compile. */
type Stretch =
  | { readonly kind: 'dispatches'; readonly dispatches: readonly Dispatch[] }
  | { readonly kind: 'reference'; readonly steps: readonly PlanStep[] };

/** A step that does without its kernel, and what the compiler said. */
export interface Fallback {
  readonly op: string;
  readonly reason: string;
}

interface Texts {
  readonly unit: Unit;
  readonly texts: readonly KernelText[];
}

/** Dispatches in order, bound to where their tensors lie now. */
export class Replay {
  private counts: Counts = { N: -1, S: -1 };

  private constructor(
    private readonly gpu: GpuDevice,
    private readonly stretches: readonly Stretch[],
    readonly fallbacks: readonly Fallback[],
  ) {}

  /** Compiles what is not compiled yet, all at once; `progress` hears how far that is. */
  static async compile(
    gpu: GpuDevice,
    units: readonly Unit[],
    counts: GPUBuffer,
    progress: (done: number, total: number) => void,
  ): Promise<Replay> {
    const written = units.map((unit) => textsOf(unit, gpu));
    const kernels = new Map(written.flatMap(({ texts }) => texts).map((text) => [text.text, text]));
    const compiled = new Map<string, Compiled>();
    const failed = new Map<string, string>();
    let done = 0;
    await Promise.all(
      [...kernels.values()].map(async (kernel) => {
        try {
          compiled.set(kernel.text, await gpu.pipelines.compile(kernel));
        } catch (error) {
          failed.set(kernel.text, error instanceof Error ? error.message : String(error));
        }
        progress(++done, kernels.size);
      }),
    );
    await gpu.settled();
    return Replay.bind(gpu, written, compiled, failed, counts);
  }

  /** The same at once, for a program whose tensors have moved: its kernels are mostly known. */
  static compileNow(
    gpu: GpuDevice,
    units: readonly Unit[],
    counts: GPUBuffer,
    known: readonly Fallback[],
  ): Replay {
    const written = units.map((unit) => textsOf(unit, gpu));
    const compiled = new Map<string, Compiled>();
    const failed = new Map<string, string>();
    for (const { unit, texts } of written) {
      const fallback = known.find(({ op }) => unit.steps.some((step) => step.op.id === op));
      for (const text of texts) {
        if (fallback) failed.set(text.text, fallback.reason);
        else compiled.set(text.text, gpu.pipelines.compileNow(text));
      }
    }
    return Replay.bind(gpu, written, compiled, failed, counts);
  }

  /** How many dispatches one run is. */
  dispatches(): number {
    return this.stretches.reduce(
      (sum, stretch) => sum + (stretch.kind === 'dispatches' ? stretch.dispatches.length : 0),
      0,
    );
  }

  /** Records and submits one run; `reference` computes steps that have no kernel. */
  run(counts: Counts, reference: (steps: readonly PlanStep[]) => void): void {
    const { N, S, M } = this.counts;
    const changed = counts.N !== N || counts.S !== S || counts.M !== M;
    this.counts = counts;
    for (const stretch of this.stretches) {
      if (stretch.kind === 'reference') reference(stretch.steps);
      else this.submit(stretch.dispatches, changed);
    }
  }

  private submit(dispatches: readonly Dispatch[], changed: boolean): void {
    const { device } = this.gpu;
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    for (const dispatch of dispatches) {
      if (changed) dispatch.groups = dispatch.kernel.groups(this.counts);
      const [x, y, z] = dispatch.groups;
      if (x === 0 || y === 0 || z === 0) continue;
      pass.setPipeline(dispatch.pipeline);
      pass.setBindGroup(0, dispatch.bindings);
      pass.dispatchWorkgroups(x, y, z);
    }
    pass.end();
    device.queue.submit([encoder.finish()]);
  }

  private static bind(
    gpu: GpuDevice,
    written: readonly Texts[],
    compiled: ReadonlyMap<string, Compiled>,
    failed: ReadonlyMap<string, string>,
    counts: GPUBuffer,
  ): Replay {
    const stretches: Stretch[] = [];
    const fallbacks: Fallback[] = [];
    let row: Dispatch[] = [];
    const close = (): void => {
      if (row.length > 0) stretches.push({ kind: 'dispatches', dispatches: row });
      row = [];
    };
    for (const { unit, texts } of written) {
      const reason = texts.map(({ text }) => failed.get(text)).find((one) => one !== undefined);
      if (reason === undefined) {
        unit.kernels.forEach((kernel, i) => {
          const text = texts[i] as KernelText;
          row.push(bindKernel(gpu, kernel, text, compiled.get(text.text) as Compiled, counts));
        });
        continue;
      }
      close();
      stretches.push({ kind: 'reference', steps: unit.steps });
      fallbacks.push(...unit.steps.map(({ op }) => ({ op: op.id, reason })));
    }
    close();
    return new Replay(gpu, stretches, fallbacks);
  }
}

function textsOf(unit: Unit, { traits }: GpuDevice): Texts {
  return { unit, texts: unit.kernels.map((kernel) => writeKernel(kernel, traits.storageBuffers)) };
}

function bindKernel(
  gpu: GpuDevice,
  kernel: Kernel,
  { bindings }: KernelText,
  { pipeline, layout }: Compiled,
  counts: GPUBuffer,
): Dispatch {
  const entries = bindings.map(({ view }, i) => ({
    binding: i + 1,
    resource: { buffer: view.holder.buffer, offset: view.offset, size: view.bytes },
  }));
  const all = [{ binding: 0, resource: { buffer: counts } }, ...entries];
  return {
    pipeline,
    bindings: gpu.device.createBindGroup({ layout, entries: all }),
    kernel,
    groups: [0, 0, 0],
  };
}

import type { Binding, KernelText } from './wgsl';

/** A compiled kernel, and the layout of what it binds. */
export interface Compiled {
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
}

/**
 * Compiled kernels by their text. Compiling runs beside the thread that asks, many at a time; a
 * kernel that some program has already is there at once.
 */
export class Pipelines {
  private readonly ready = new Map<string, Compiled>();
  private readonly coming = new Map<string, Promise<Compiled>>();
  private readonly layouts = new Map<string, GPUBindGroupLayout>();

  constructor(private readonly device: GPUDevice) {}

  /** A kernel, compiled in the background. Rejects with the compiler's message. */
  compile(kernel: KernelText): Promise<Compiled> {
    const ready = this.ready.get(kernel.text);
    if (ready) return Promise.resolve(ready);
    const coming = this.coming.get(kernel.text) ?? this.start(kernel);
    this.coming.set(kernel.text, coming);
    return coming;
  }

  /** A kernel now, compiled while the thread waits where it is not there yet. */
  compileNow(kernel: KernelText): Compiled {
    const ready = this.ready.get(kernel.text);
    if (ready) return ready;
    const { device } = this;
    const layout = this.layoutFor(kernel.bindings);
    const module = device.createShaderModule({ code: kernel.text });
    const pipeline = device.createComputePipeline(this.descriptor(module, layout));
    const compiled = { pipeline, layout };
    this.ready.set(kernel.text, compiled);
    return compiled;
  }

  private async start({ text, bindings }: KernelText): Promise<Compiled> {
    const { device } = this;
    const layout = this.layoutFor(bindings);
    device.pushErrorScope('validation');
    const module = device.createShaderModule({ code: text });
    const invalid = device.popErrorScope();
    try {
      const pipeline = await device.createComputePipelineAsync(this.descriptor(module, layout));
      const compiled = { pipeline, layout };
      this.ready.set(text, compiled);
      return compiled;
    } catch (error) {
      const reason = (await invalid)?.message ?? String(error);
      throw new Error(reason, { cause: error });
    } finally {
      this.coming.delete(text);
    }
  }

  private descriptor(module: GPUShaderModule, layout: GPUBindGroupLayout) {
    const bindGroupLayouts = [layout];
    return {
      layout: this.device.createPipelineLayout({ bindGroupLayouts }),
      compute: { module, entryPoint: 'main' },
    };
  }

  private layoutFor(bindings: readonly Binding[]): GPUBindGroupLayout {
    const kinds = bindings.map(({ kind }) => kind);
    const key = kinds.join();
    const known = this.layouts.get(key);
    if (known) return known;
    const all: GPUBufferBindingType[] = ['uniform', ...kinds];
    const entries = all.map((type, binding) => ({
      binding,
      visibility: GPUShaderStage.COMPUTE,
      buffer: { type },
    }));
    const layout = this.device.createBindGroupLayout({ entries });
    this.layouts.set(key, layout);
    return layout;
  }
}

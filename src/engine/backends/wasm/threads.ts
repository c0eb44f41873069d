/** What a helper thread needs to take part; all of it can be posted to a worker. */
export interface ThreadStart {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** 1 … threads − 1; the caller itself is 0. */
  readonly thread: number;
  readonly threads: number;
}

/** A running helper. */
export interface HelperThread {
  stop(): void;
}

/** Starts a helper; resolves once it serves, rejects when it cannot. Tab and Node differ in this alone. */
export type StartThread = (start: ThreadStart) => Promise<HelperThread>;

/** What {@link ThreadStart.module} exports; see assembly/index.ts. */
export interface KernelExports {
  run(
    program: number,
    tokens: number,
    segments: number,
    masked: number,
    threads: number,
    scratch: number,
    scratchBytes: number,
  ): void;
  serve(thread: number, threads: number): void;
  reportFailure(): void;
  forbidBlocking(): void;
  matmulScratch(): number;
  attentionScratch(length: number, headDim: number): number;
}

/** An instance of the kernels over the shared memory. */
export async function instantiate(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
): Promise<KernelExports> {
  const instance = await WebAssembly.instantiate(module, { env: { memory } });
  return instance.exports as unknown as KernelExports;
}

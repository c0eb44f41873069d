import { EngineError } from '../../core/errors';
import { fromBase64, mayBlock } from './features';
import { KERNELS } from './kernels.generated';
import { KernelMemory } from './memory';
import { type HelperThread, instantiate, type KernelExports, type StartThread } from './threads';

/** Kernels over their memory, with the helpers that serve them. */
export interface Machine {
  readonly kernels: KernelExports;
  readonly memory: KernelMemory;
  readonly helpers: readonly HelperThread[];
  /** Why it works alone though more threads were wanted. */
  readonly alone: string | null;
}

/** Helpers where they are wanted and can be had; otherwise alone, on memory that is not shared. */
export async function startMachine(
  threads: number,
  fused: boolean,
  startThread?: StartThread,
): Promise<Machine> {
  let alone: string | null = null;
  if (threads > 1 && startThread && typeof SharedArrayBuffer !== 'undefined') {
    try {
      return await startShared(threads, fused, startThread);
    } catch (error) {
      // No nested workers, or no room for shared memory: one thread computes the same.
      alone = error instanceof Error ? error.message : String(error);
    }
  }
  const memory = new KernelMemory(false);
  const module = await compile('unshared', fused);
  return { kernels: await instantiate(module, memory.memory), memory, helpers: [], alone };
}

async function startShared(
  threads: number,
  fused: boolean,
  startThread: StartThread,
): Promise<Machine> {
  const memory = new KernelMemory(true);
  const module = await compile('shared', fused);
  const kernels = await instantiate(module, memory.memory);
  if (!mayBlock()) kernels.forbidBlocking();
  const wanted = Array.from({ length: threads - 1 }, (_, i) =>
    startThread({ module, memory: memory.memory, thread: i + 1, threads }),
  );
  const started = await Promise.allSettled(wanted);
  const helpers = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  if (helpers.length === wanted.length) return { kernels, memory, helpers, alone: null };
  for (const helper of helpers) helper.stop();
  const refused = started.find((one) => one.status === 'rejected');
  throw new EngineError('executor/no-threads', `helper threads did not start: ${refused?.reason}`);
}

function compile(kind: 'shared' | 'unshared', fused: boolean): Promise<WebAssembly.Module> {
  return WebAssembly.compile(fromBase64(KERNELS[`${kind}-${fused ? 'fma' : 'plain'}`]));
}

import { EngineError } from '../../core/errors';

const OTHER_EXECUTOR =
  'Continue on the CPU: set backend to "wasm", or open the page with ?backend=wasm.';

/** Mebibytes, rounded up. */
function mib(bytes: number): number {
  return Math.ceil(bytes / 2 ** 20);
}

/** There is no WebGPU here, or it is blocked. */
export function noWebGpu(why: string): EngineError {
  return new EngineError('executor/no-webgpu', why, {}, OTHER_EXECUTOR);
}

/** The browser refused the device that the adapter offers. */
export function deviceRefused(adapter: string, why: string): EngineError {
  const message = `the GPU (${adapter}) refused to open: ${why}`;
  const remedy = `Close other tabs that use the GPU and reload the page. ${OTHER_EXECUTOR}`;
  return new EngineError('executor/device-refused', message, { adapter, why }, remedy);
}

/** The device went away in the middle: a driver reset, a sleeping laptop, another tab. */
export function deviceLost(why: string): EngineError {
  const message = `the GPU was lost in the middle of the work: ${why || 'no reason was given'}`;
  const remedy = `What was kept last is safe. Start again, or: ${OTHER_EXECUTOR}`;
  return new EngineError('executor/device-lost', message, { why }, remedy);
}

/** An allocation failed. */
export function outOfMemory(wanted: number, held: number): EngineError {
  return new EngineError(
    'executor/out-of-memory',
    `the GPU has no memory for ${mib(wanted)} MiB more; ${mib(held)} MiB are in use`,
    { wanted: mib(wanted), held: mib(held) },
    'Choose a smaller batch or fewer tokens per row, or a method that trains less (LoRA, head only).',
  );
}

/** The driver reported an error that nobody expected: results since then cannot be trusted. */
export function gpuError(why: string): EngineError {
  const message = `the GPU reported an error: ${why}`;
  return new EngineError('executor/gpu-error', message, { why }, OTHER_EXECUTOR);
}

/** A tensor that a kernel must see whole is larger than what the adapter lets one bind. */
export function tooLargeToBind(op: string, bytes: number, limit: number): EngineError {
  const message = `${op} reads a tensor of ${mib(bytes)} MiB at once; this GPU binds at most ${mib(limit)} MiB`;
  const remedy = `Choose a smaller batch or fewer tokens per row. ${OTHER_EXECUTOR}`;
  return new EngineError('executor/binding-limit', message, { op, bytes, limit }, remedy);
}

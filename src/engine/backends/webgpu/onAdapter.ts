import { EngineError } from '../../core/errors';
import type { GpuFound } from '../choose';
import type { Executor } from '../executor';
import { findAdapter, type GpuDevice, openDevice } from './device';
import { createWebGpuExecutor, type WebGpuOptions } from './executor';
import { adapterName, isSoftware } from './traits';

/** The adapter that WebGPU would use, without opening it. */
export async function inspectGpu(gpu: GPU | undefined): Promise<GpuFound> {
  try {
    const { info } = await findAdapter(gpu);
    return { adapter: adapterName(info), software: isSoftware(info), missing: '' };
  } catch (error) {
    const missing = error instanceof EngineError ? error.message : String(error);
    return { adapter: null, software: false, missing };
  }
}

/**
 * Makes executors on one device that stays open, with all that is compiled for it. A device that was
 * lost or has reported an error is replaced by a new one.
 */
export function webGpuMaker(gpu: GPU | undefined): (options?: WebGpuOptions) => Promise<Executor> {
  let opened: Promise<GpuDevice> | null = null;
  return async (options) => {
    const known = await opened?.catch(() => null);
    if (!known || known.failed()) {
      known?.destroy();
      opened = findAdapter(gpu).then(openDevice);
    }
    return createWebGpuExecutor(await (opened as Promise<GpuDevice>), options);
  };
}

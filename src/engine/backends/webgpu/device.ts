import type { EngineError } from '../../core/errors';
import { deviceLost, deviceRefused, gpuError, noWebGpu, outOfMemory } from './failures';
import { Pipelines } from './pipelines';
import { adapterName, type Traits, traitsOf } from './traits';

/** Used where the adapter has them; nothing needs any. */
const FEATURES = ['shader-f16', 'subgroups', 'timestamp-query'] as const;
/** Raised to what the adapter allows; kernels do with the defaults. */
const LIMITS = [
  'maxStorageBuffersPerShaderStage',
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupsPerDimension',
] as const;

/** Asks for an adapter. Throws executor/no-webgpu where there is none. */
export async function findAdapter(gpu: GPU | undefined): Promise<GPUAdapter> {
  if (!gpu) throw noWebGpu('this browser has no WebGPU, or the page may not use it');
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter) return adapter;
  throw noWebGpu('WebGPU found no graphics adapter');
}

/** Opens the adapter's device with all useful features and limits; with none where that is refused. */
export async function openDevice(adapter: GPUAdapter): Promise<GpuDevice> {
  const requiredFeatures = FEATURES.filter((feature) => adapter.features.has(feature));
  const requiredLimits = Object.fromEntries(LIMITS.map((name) => [name, adapter.limits[name]]));
  try {
    const device = await adapter.requestDevice({ requiredFeatures, requiredLimits });
    return new GpuDevice(device, adapter.info);
  } catch {
    // Some drivers advertise more than they give: ask for what every device must have.
  }
  try {
    return new GpuDevice(await adapter.requestDevice(), adapter.info);
  } catch (error) {
    throw deviceRefused(adapterName(adapter.info), messageOf(error));
  }
}

/**
 * A GPUDevice whose failures are never silent: what the driver reports late (a lost device, failed
 * allocations, errors nobody expected) is thrown by the next call that could hide it.
 */
export class GpuDevice {
  readonly traits: Traits;
  readonly name: string;
  /** Compiled kernels, which outlive the executors on this device. */
  readonly pipelines: Pipelines;
  private failure: EngineError | null = null;
  private held = 0;
  private closed = false;
  private pending: Promise<void>[] = [];

  constructor(
    readonly device: GPUDevice,
    readonly info: GPUAdapterInfo,
    traits: Partial<Traits> = {},
  ) {
    this.traits = { ...traitsOf(device, info), ...traits };
    this.name = adapterName(info);
    this.pipelines = new Pipelines(device);
    device.addEventListener('uncapturederror', this.hear);
    void device.lost.then(({ reason, message }) => {
      if (!this.closed) this.fail(deviceLost(message || reason));
    });
  }

  /** Bytes of all buffers that live. */
  bytes(): number {
    return this.held;
  }

  /** Whether something has gone wrong: what was computed since cannot be trusted. */
  failed(): boolean {
    return this.failure !== null;
  }

  /** Throws what has gone wrong. */
  assertWell(): void {
    if (this.failure) throw this.failure;
  }

  /** Waits until every allocation is known to have succeeded. */
  async settled(): Promise<void> {
    const pending = this.pending;
    this.pending = [];
    await Promise.all(pending);
    this.assertWell();
  }

  /** A buffer; that there was no memory for it is thrown later, see {@link settled}. */
  createBuffer(bytes: number, usage: number): GPUBuffer {
    this.assertWell();
    if (bytes > this.traits.bufferBytes) throw outOfMemory(bytes, this.held);
    this.device.pushErrorScope('out-of-memory');
    const buffer = this.device.createBuffer({ size: bytes, usage });
    const checked = this.device.popErrorScope().then(
      (error) => {
        if (error) this.fail(outOfMemory(bytes, this.held - bytes));
      },
      (error: unknown) => this.fail(deviceLost(messageOf(error))),
    );
    this.pending.push(checked);
    this.held += bytes;
    return buffer;
  }

  /**
   * Asks for this much memory in buffers of the largest size there is, and gives it back. Unlike a
   * refusal in the middle, one here leaves the device well. Throws executor/out-of-memory.
   */
  async probe(bytes: number): Promise<void> {
    this.assertWell();
    const buffers: GPUBuffer[] = [];
    this.device.pushErrorScope('out-of-memory');
    for (let left = bytes; left > 0; left -= this.traits.bufferBytes) {
      const size = Math.ceil(Math.min(left, this.traits.bufferBytes) / 4) * 4;
      buffers.push(this.device.createBuffer({ size, usage: GPUBufferUsage.STORAGE }));
    }
    const refused = await this.device.popErrorScope().catch((error: unknown) => {
      throw deviceLost(messageOf(error));
    });
    for (const buffer of buffers) buffer.destroy();
    if (refused) throw outOfMemory(bytes, this.held);
  }

  destroyBuffer(buffer: GPUBuffer): void {
    this.held -= buffer.size;
    buffer.destroy();
  }

  /** Stops listening and gives the device up. */
  destroy(): void {
    this.closed = true;
    this.device.removeEventListener('uncapturederror', this.hear);
    this.device.destroy();
  }

  private readonly hear = (event: GPUUncapturedErrorEvent): void => {
    this.fail(gpuError(event.error.message));
  };

  /** The first failure is the cause of those that follow. */
  private fail(error: EngineError): void {
    this.failure ??= error;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What kernels need to know of an adapter; tests lower it to see every path on one machine. */
export interface Traits {
  /**
   * The CPU plays the GPU (SwiftShader, llvmpipe): big register tiles in tiny workgroups are best,
   * and barriers cost more than they save.
   */
  readonly software: boolean;
  /** Threads of a subgroup where that is one fixed number, else 0: kernels then do without. */
  readonly subgroupSize: number;
  /** Storage buffers that one kernel may bind. */
  readonly storageBuffers: number;
  /** Bytes that one binding may span. */
  readonly bindingBytes: number;
  /** Bytes of one buffer; a tensor in it may be larger than a binding. */
  readonly bufferBytes: number;
  /** Threads of one workgroup. */
  readonly invocations: number;
  /** Bytes of workgroup memory. */
  readonly workgroupBytes: number;
  /** Workgroups in one direction of a dispatch. */
  readonly groups: number;
}

/** Names under which CPUs play a GPU. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|basic render|software/i;

/** The adapter in words: "nvidia ampere", "google swiftshader". */
export function adapterName(info: GPUAdapterInfo): string {
  const words = [info.vendor, info.architecture, info.device, info.description];
  return [...new Set(words.filter(Boolean))].slice(0, 2).join(' ') || 'unnamed adapter';
}

/** Whether the adapter is no GPU at all. */
export function isSoftware(info: GPUAdapterInfo): boolean {
  const names = [info.vendor, info.architecture, info.device, info.description].join(' ');
  return info.isFallbackAdapter === true || SOFTWARE.test(names);
}

/** What a device offers. */
export function traitsOf(device: GPUDevice, info: GPUAdapterInfo): Traits {
  const { limits } = device;
  const { subgroupMinSize = 0, subgroupMaxSize = 0 } = info;
  const fixed = device.features.has('subgroups') && subgroupMinSize === subgroupMaxSize;
  return {
    software: isSoftware(info),
    subgroupSize: fixed ? subgroupMaxSize : 0,
    storageBuffers: limits.maxStorageBuffersPerShaderStage,
    bindingBytes: limits.maxStorageBufferBindingSize,
    bufferBytes: limits.maxBufferSize,
    invocations: limits.maxComputeInvocationsPerWorkgroup,
    workgroupBytes: limits.maxComputeWorkgroupStorageSize,
    groups: limits.maxComputeWorkgroupsPerDimension,
  };
}

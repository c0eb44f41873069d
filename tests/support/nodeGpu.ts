/**
 * WebGPU in Node, where the package `webgpu` (Dawn) is installed and finds a Vulkan driver; else
 * undefined. It is no dependency: `npm install --no-save webgpu` gives it, and Chromium brings a driver
 * that needs no GPU: VK_ICD_FILENAMES=/usr/lib/chromium/vk_swiftshader_icd.json. Mesa's is refused
 * before version 23.
 */
export async function nodeGpu(): Promise<GPU | undefined> {
  const name = 'webgpu';
  try {
    const { create, globals } = await import(name);
    Object.assign(globalThis, globals);
    const gpu: GPU = create([]);
    return (await gpu.requestAdapter()) ? gpu : undefined;
  } catch {
    return undefined;
  }
}

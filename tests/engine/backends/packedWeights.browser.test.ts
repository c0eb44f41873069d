import { webgpuMaker } from '../../support/webgpu';
import { packedWeightTests } from './packedWeights';

// As on a CPU that plays a GPU, which unpacks a factor before its product, and as on a GPU.
for (const software of [true, false])
  packedWeightTests(
    `webgpu, software ${software}`,
    webgpuMaker(navigator.gpu, { traits: { software } }),
  );

import type { GpuStep, Kernel, Lower, Lowering } from '../kernel';
import { matmul } from '../matmul/lower';
import { attention, attentionGrad } from './attention';
import { columnDots, sumRows } from './columns';
import { crf, crfDecode, crfGrad } from './crf';
import { crossEntropy, crossEntropyGrad } from './crossEntropy';
import { dropout } from './dropout';
import { activation, activationGrad, add, addBias, fill, scale, scaleColumns } from './elementwise';
import { clipFactor, squaredNorm } from './gradientNorm';
import { layerNorm, layerNormGrad, layerNormParameterGrad, overRowNorm } from './layerNorm';
import { lstm, lstmGrad } from './lstm';
import { adamUpdates, sgdUpdates } from './optimizers';
import { gather, replaceRows, scatterAdd, segmentMean, segmentMeanGrad } from './rows';
import { targetLoss, targetLossGrad } from './targetLoss';

/** How each op becomes dispatches, by op id. */
export const KERNELS_BY_OP: Readonly<Record<string, Lower>> = {
  activation,
  activationGrad,
  adamUpdate: (step, on) => adamUpdates([step], on),
  add,
  addBias,
  attention,
  attentionGrad,
  clipFactor,
  columnDots,
  crf,
  crfDecode,
  crfGrad,
  crossEntropy,
  crossEntropyGrad,
  dropout,
  fill,
  gather,
  layerNorm,
  layerNormGrad,
  layerNormParameterGrad,
  lstm,
  lstmGrad,
  matmul,
  overRowNorm,
  replaceRows,
  scale,
  scaleColumns,
  scatterAdd,
  segmentMean,
  segmentMeanGrad,
  sgdUpdate: (step, on) => sgdUpdates([step], on),
  squaredNorm,
  sumRows,
  targetLoss,
  targetLossGrad,
};

/** Ops whose steps share dispatches where they follow one another. */
export const RUNS_BY_OP: Readonly<
  Record<string, (steps: readonly GpuStep[], on: Lowering) => Kernel[]>
> = { adamUpdate: adamUpdates, sgdUpdate: sgdUpdates };

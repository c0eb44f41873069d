import { activationGradOp, activationOp } from './activation';
import { addOp } from './add';
import { addBiasOp } from './addBias';
import { attentionGradOp, attentionOp } from './attention';
import { crfDecodeOp, crfGradOp, crfOp } from './crf';
import { crossEntropyGradOp, crossEntropyOp } from './crossEntropy';
import { dropoutOp } from './dropout';
import { fillOp } from './fill';
import { gatherOp, scatterAddOp } from './gather';
import { clipFactorOp, squaredNormOp } from './gradientNorm';
import { layerNormGradOp, layerNormOp, layerNormParameterGradOp } from './layerNorm';
import { lstmGradOp, lstmOp } from './lstm';
import { matmulOp } from './matmul';
import type { OpDefinition } from './op';
import { adamUpdateOp, sgdUpdateOp } from './optimizerUpdates';
import { overRowNormOp } from './overRowNorm';
import { replaceRowsOp } from './replaceRows';
import { scaleOp } from './scale';
import { columnDotsOp, scaleColumnsOp } from './scaleColumns';
import { segmentMeanGradOp, segmentMeanOp } from './segmentMean';
import { sumRowsOp } from './sumRows';
import { targetLossGradOp, targetLossOp } from './targetLoss';

/** Every op. Executors have a kernel for each; tests walk this table. */
export const OPS = {
  activation: activationOp,
  activationGrad: activationGradOp,
  adamUpdate: adamUpdateOp,
  add: addOp,
  addBias: addBiasOp,
  attention: attentionOp,
  attentionGrad: attentionGradOp,
  clipFactor: clipFactorOp,
  columnDots: columnDotsOp,
  crf: crfOp,
  crfDecode: crfDecodeOp,
  crfGrad: crfGradOp,
  crossEntropy: crossEntropyOp,
  crossEntropyGrad: crossEntropyGradOp,
  dropout: dropoutOp,
  fill: fillOp,
  gather: gatherOp,
  layerNorm: layerNormOp,
  layerNormGrad: layerNormGradOp,
  layerNormParameterGrad: layerNormParameterGradOp,
  lstm: lstmOp,
  lstmGrad: lstmGradOp,
  matmul: matmulOp,
  overRowNorm: overRowNormOp,
  replaceRows: replaceRowsOp,
  scale: scaleOp,
  scaleColumns: scaleColumnsOp,
  scatterAdd: scatterAddOp,
  segmentMean: segmentMeanOp,
  segmentMeanGrad: segmentMeanGradOp,
  sgdUpdate: sgdUpdateOp,
  squaredNorm: squaredNormOp,
  sumRows: sumRowsOp,
  targetLoss: targetLossOp,
  targetLossGrad: targetLossGradOp,
} satisfies Record<string, OpDefinition>;

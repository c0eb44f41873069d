// Entry of the kernels: replays an encoded program on one thread of several.

import { attention } from './attention';
import { attentionGrad } from './attentionGrad';
import { balancedCrossEntropyGrad, balancedCrossEntropyRows } from './balancedCrossEntropy';
import { barrier, signal, waitWhile } from './barrier';
import { crfDecode, crfGradRows, crfGradSum, crfRows } from './crf';
import { crossEntropyGrad, crossEntropyRows, crossEntropySum } from './crossEntropy';
import { activation, activationGrad, add, addBias, copy, dropout, fill, scale, scaleColumns } from './elementwise';
import { matmul } from './gemm';
import { layerNorm, layerNormGrad, layerNormParameterGrad, overRowNorm } from './layerNorm';
import { lstm, lstmGrad } from './lstm';
import { Opcode } from './opcodes';
import { adamUpdate, clipFactor, sgdUpdate, squaredNormPartials, squaredNormSum } from './optimizer';
import { needsBarrier, opcodeOf, sizeOf } from './record';
import { columnDots, gather, replaceRows, scatterAdd, segmentMean, segmentMeanGrad, sumRows } from './rows';
import { targetLossGrad, targetLossRows } from './targetLoss';
import { enterRun, threads } from './thread';

export { attentionScratch } from './attentionGrad';
export { reportFailure } from './barrier';
export { matmulScratch } from './gemm';
export { forbidBlocking } from './thread';

// The run that helpers are called to, in the reserved first page; see barrier.ts.
const START: usize = 4352;
const PROGRAM: usize = 4416;
const TOKENS: usize = 4420;
const SEGMENTS: usize = 4424;
const SCRATCH: usize = 4428;
const SCRATCH_BYTES: usize = 4432;
const MASKED: usize = 4436;

/**
 * Replays the program at `program` with `n` tokens in `s` segments, `m` of them masked, on this thread
 * and count − 1 helpers. `scratch`: the first thread's scratch memory, the others' follow.
 */
export function run(program: usize, n: i32, s: i32, m: i32, count: i32, scratch: usize, scratchBytes: usize): void {
  if (count > 1) {
    store<u32>(PROGRAM, <u32>program);
    store<i32>(TOKENS, n);
    store<i32>(SEGMENTS, s);
    store<i32>(MASKED, m);
    store<u32>(SCRATCH, <u32>scratch);
    store<u32>(SCRATCH_BYTES, <u32>scratchBytes);
    signal(START);
  }
  enterRun(0, count, n, s, m, scratch);
  replay(program);
}

/** A helper's life: waits for runs and takes part. Never returns. */
export function serve(thread: i32, count: i32): void {
  let started = 0;
  while (true) {
    waitWhile(START, started);
    started++;
    const own = <usize>load<u32>(SCRATCH) + <usize>thread * <usize>load<u32>(SCRATCH_BYTES);
    enterRun(thread, count, load<i32>(TOKENS), load<i32>(SEGMENTS), load<i32>(MASKED), own);
    replay(<usize>load<u32>(PROGRAM));
  }
}

function replay(program: usize): void {
  let record = program;
  while (opcodeOf(record) != Opcode.End) {
    if (needsBarrier(record)) barrier(threads);
    call(record);
    record += sizeOf(record);
  }
  barrier(threads);
}

function call(record: usize): void {
  switch (opcodeOf(record)) {
    case Opcode.Matmul: return matmul(record);
    case Opcode.Attention: return attention(record);
    case Opcode.AttentionGrad: return attentionGrad(record);
    case Opcode.LayerNorm: return layerNorm(record);
    case Opcode.LayerNormGrad: return layerNormGrad(record);
    case Opcode.LayerNormParameterGrad: return layerNormParameterGrad(record);
    case Opcode.Activation: return activation(record);
    case Opcode.ActivationGrad: return activationGrad(record);
    case Opcode.Add: return add(record);
    case Opcode.AddBias: return addBias(record);
    case Opcode.Scale: return scale(record);
    case Opcode.Fill: return fill(record);
    case Opcode.Copy: return copy(record);
    case Opcode.Dropout: return dropout(record);
    case Opcode.Gather: return gather(record);
    case Opcode.ScatterAdd: return scatterAdd(record);
    case Opcode.SumRows: return sumRows(record);
    case Opcode.SegmentMean: return segmentMean(record);
    case Opcode.SegmentMeanGrad: return segmentMeanGrad(record);
    case Opcode.CrossEntropyRows: return crossEntropyRows(record);
    case Opcode.CrossEntropySum: return crossEntropySum(record);
    case Opcode.CrossEntropyGrad: return crossEntropyGrad(record);
    case Opcode.SquaredNormPartials: return squaredNormPartials(record);
    case Opcode.SquaredNormSum: return squaredNormSum(record);
    case Opcode.ClipFactor: return clipFactor(record);
    case Opcode.AdamUpdate: return adamUpdate(record);
    case Opcode.SgdUpdate: return sgdUpdate(record);
    case Opcode.ScaleColumns: return scaleColumns(record);
    case Opcode.ColumnDots: return columnDots(record);
    case Opcode.OverRowNorm: return overRowNorm(record);
    case Opcode.ReplaceRows: return replaceRows(record);
    case Opcode.TargetLossRows: return targetLossRows(record);
    case Opcode.TargetLossGrad: return targetLossGrad(record);
    case Opcode.CrfRows: return crfRows(record);
    case Opcode.CrfGradRows: return crfGradRows(record);
    case Opcode.CrfGradSum: return crfGradSum(record);
    case Opcode.CrfDecode: return crfDecode(record);
    case Opcode.Lstm: return lstm(record);
    case Opcode.LstmGrad: return lstmGrad(record);
    case Opcode.BalancedCrossEntropyRows: return balancedCrossEntropyRows(record);
    case Opcode.BalancedCrossEntropyGrad: return balancedCrossEntropyGrad(record);
    default: unreachable();
  }
}

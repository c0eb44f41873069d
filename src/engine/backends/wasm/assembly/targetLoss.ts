// How far predictions are from targets; a target at or below UNKNOWN is not learned from.

import { exp1, log1 } from './math';
import { dim, int, pointer } from './record';
import { sliceEnd, sliceStart } from './slice';

const UNKNOWN: f32 = -1e30;
/** Number of the squared error among the kinds (ops/targetLoss.ts); the other is of logits. */
const SQUARED: i32 = 0;

/** 1 / (1 + e^−x) without overflow. */
function sigmoid(x: f32): f32 {
  const e = exp1(-abs<f32>(x));
  return x >= 0 ? 1 / (1 + e) : e / (1 + e);
}

/** (v − 1)·t of column c: what positives add to what each target counts anyway. */
@inline
function moreOf(positives: usize, c: i32, t: f32): f32 {
  return positives ? (load<f32>(positives + (<usize>c << 2)) - 1) * t : 0;
}

/** Cross-entropy of σ(x) against t, and `more` times that of what is positive. */
function binaryLoss(x: f32, t: f32, more: f32): f32 {
  const rest = log1(1 + exp1(-abs<f32>(x)));
  return max<f32>(x, 0) - x * t + rest + more * (max<f32>(-x, 0) + rest);
}

/**
 * Arguments: predictions, targets, losses, rows, columns, kind, positive weights (0: none). The loss
 * of every row.
 */
export function targetLossRows(record: usize): void {
  const predictions = pointer(record, 0), targets = pointer(record, 1), losses = pointer(record, 2);
  const rows = dim(record, 3), columns = int(record, 4), kind = int(record, 5), positives = pointer(record, 6);
  const end = sliceEnd(rows, 1);
  for (let row = sliceStart(rows, 1); row < end; row++) {
    let loss: f32 = 0;
    for (let c = 0; c < columns; c++) {
      const at = <usize>(row * columns + c) << 2;
      const x = load<f32>(predictions + at), t = load<f32>(targets + at);
      if (t <= UNKNOWN) continue;
      loss += kind == SQUARED ? (x - t) * (x - t) : binaryLoss(x, t, moreOf(positives, c, t));
    }
    store<f32>(losses + (<usize>row << 2), loss);
  }
}

/**
 * Arguments: predictions, targets, divisor, dloss, gradients, rows, columns, kind, positive weights
 * (0: none). In place or not.
 */
export function targetLossGrad(record: usize): void {
  const predictions = pointer(record, 0), targets = pointer(record, 1), gradients = pointer(record, 4);
  const rows = dim(record, 5), columns = int(record, 6), kind = int(record, 7), positives = pointer(record, 8);
  const share = load<f32>(pointer(record, 3)) / load<f32>(pointer(record, 2));
  const end = sliceEnd(rows, 1) * columns;
  for (let i = sliceStart(rows, 1) * columns; i < end; i++) {
    const at = <usize>i << 2;
    const x = load<f32>(predictions + at), t = load<f32>(targets + at);
    const more = moreOf(positives, i % columns, t);
    const slope: f32 = kind == SQUARED ? 2 * (x - t) : sigmoid(x) - t - more * sigmoid(-x);
    store<f32>(gradients + at, t <= UNKNOWN ? 0 : slope * share);
  }
}

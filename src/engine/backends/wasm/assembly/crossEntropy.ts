// Cross-entropy of logits against labels; −100 marks a row that is not learned from.

import { exp4, firstLanes, log1, maxLanes, put, splat, sumLanes } from './math';
import { dim, int, pointer } from './record';
import { sliceEnd, sliceStart } from './slice';
import { thread } from './thread';

const LOWEST: f32 = -3.4e38;

/** Largest logit of a row. */
export function highest(x: usize, classes: i32): f32 {
  let most = splat(LOWEST);
  for (let c = 0; c < classes; c += 4) {
    most = f32x4.max(most, firstLanes(v128.load(x + (<usize>c << 2)), splat(LOWEST), classes - c));
  }
  return maxLanes(most);
}

/** Σ e^(x − most) of a row. */
function partition(x: usize, most: f32, classes: i32): f32 {
  let sum = splat(0);
  for (let c = 0; c < classes; c += 4) {
    const e = exp4(f32x4.sub(v128.load(x + (<usize>c << 2)), splat(most)));
    sum = f32x4.add(sum, firstLanes(e, splat(0), classes - c));
  }
  return sumLanes(sum);
}

/** Arguments: logits, labels, losses, rows, classes. The loss of every row, 0 without a label. */
export function crossEntropyRows(record: usize): void {
  const logits = pointer(record, 0), labels = pointer(record, 1), losses = pointer(record, 2);
  const rows = dim(record, 3), classes = int(record, 4), end = sliceEnd(rows, 1);
  for (let row = sliceStart(rows, 1); row < end; row++) {
    const label = load<i32>(labels + (<usize>row << 2));
    let loss: f32 = 0;
    if (label >= 0) {
      const x = logits + (<usize>row * classes << 2), most = highest(x, classes);
      loss = log1(partition(x, most, classes)) + most - load<f32>(x + (<usize>label << 2));
    }
    store<f32>(losses + (<usize>row << 2), loss);
  }
}

/** Arguments: losses, divisor, loss, rows. Adds in order, on one thread. */
export function crossEntropySum(record: usize): void {
  if (thread != 0) return;
  const losses = pointer(record, 0), rows = dim(record, 3);
  let sum: f32 = 0;
  for (let row = 0; row < rows; row++) sum += load<f32>(losses + (<usize>row << 2));
  store<f32>(pointer(record, 2), sum / load<f32>(pointer(record, 1)));
}

/** Arguments: logits, labels, divisor, dloss, dlogits, rows, classes. dlogits may be the logits. */
export function crossEntropyGrad(record: usize): void {
  const logits = pointer(record, 0), labels = pointer(record, 1), gradients = pointer(record, 4);
  const rows = dim(record, 5), classes = int(record, 6), end = sliceEnd(rows, 1);
  const share = load<f32>(pointer(record, 3)) / load<f32>(pointer(record, 2));
  for (let row = sliceStart(rows, 1); row < end; row++) {
    const label = load<i32>(labels + (<usize>row << 2));
    const offset = <usize>row * classes << 2, x = logits + offset, to = gradients + offset;
    if (label < 0) {
      memory.fill(to, 0, <usize>classes << 2);
      continue;
    }
    const most = highest(x, classes), factor = splat(share / partition(x, most, classes));
    for (let c = 0; c < classes; c += 4) {
      const e = exp4(f32x4.sub(v128.load(x + (<usize>c << 2)), splat(most)));
      put(to + (<usize>c << 2), f32x4.mul(e, factor), classes - c);
    }
    const at = to + (<usize>label << 2);
    store<f32>(at, load<f32>(at) - share);
  }
}

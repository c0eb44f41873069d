// Cross-entropy with class weights, smoothed labels and focus; ops/crossEntropy.ts has the formula.
// A row's likeliest class is kept apart, so that 1 − p of it keeps its digits where p is near 1.

import { highest } from './crossEntropy';
import { exp1, exp4, firstLanes, log1, logOnePlus, splat, sumLanes } from './math';
import { dim, float, int, pointer } from './record';
import { sliceEnd, sliceStart } from './slice';

// The settings, and the row at hand.
let classes: i32 = 0;
let weights: usize = 0;
let smoothing: f32 = 0;
let gamma: f32 = 0;
let label: i32 = 0;
/** The likeliest class, its logit, and Σ e^(x − most) of the others. */
let top: i32 = 0;
let most: f32 = 0;
let rest: f32 = 0;

function readSettings(record: usize, at: usize): void {
  classes = int(record, at);
  weights = pointer(record, at + 1);
  smoothing = float(record, at + 2);
  gamma = float(record, at + 3);
}

function readRow(x: usize, own: i32): void {
  label = own;
  most = highest(x, classes);
  top = 0;
  while (top < classes - 1 && load<f32>(x + (<usize>top << 2)) != most) top++;
  let sum = splat(0);
  for (let c = 0; c < classes; c += 4) {
    const e = exp4(f32x4.sub(v128.load(x + (<usize>c << 2)), splat(most)));
    const others = i32x4.ne(i32x4.add(i32x4.splat(c), i32x4(0, 1, 2, 3)), i32x4.splat(top));
    sum = f32x4.add(sum, firstLanes(v128.and(e, others), splat(0), classes - c));
  }
  rest = sumLanes(sum);
}

/** q: what a class counts in this row. */
@inline
function share(c: i32): f32 {
  const target = smoothing / <f32>classes + (c == label ? 1 - smoothing : 0);
  return weights ? target * load<f32>(weights + (<usize>c << 2)) : target;
}

/** p of a class with logit x, and 1 − p. */
@inline
function probability(c: i32, x: f32): f32 {
  return (c == top ? 1 : exp1(x - most)) / (1 + rest);
}

@inline
function missing(c: i32, p: f32): f32 {
  return c == top ? rest / (1 + rest) : 1 - p;
}

@inline
function logProbability(c: i32, x: f32): f32 {
  return (c == top ? 0 : x - most) - logOnePlus(rest);
}

/** u^γ: whole powers by multiplication, which keeps more digits than a logarithm. */
function power(u: f32): f32 {
  let y: f32 = 1;
  let left = gamma;
  for (; left >= 1; left -= 1) y *= u;
  return left > 0 ? y * exp1(left * log1(u)) : y;
}

/** What a class adds to the row's loss. */
function lossOf(c: i32, x: f32): f32 {
  const q = share(c);
  if (q == 0) return 0;
  return -q * power(missing(c, probability(c, x))) * logProbability(c, x);
}

/** h: the loss of a class by ln p of it. */
function slopeOf(c: i32, x: f32): f32 {
  const q = share(c);
  if (q == 0 || gamma == 0) return -q;
  const p = probability(c, x), u = missing(c, p);
  const ratio: f32 = u > 0 ? logProbability(c, x) / u : -1;
  return q * power(u) * (gamma * p * ratio - 1);
}

/** Arguments: logits, labels, losses, rows, classes, weights (0: all 1), ε, γ. The loss of every row. */
export function balancedCrossEntropyRows(record: usize): void {
  const logits = pointer(record, 0), labels = pointer(record, 1), losses = pointer(record, 2);
  const rows = dim(record, 3), end = sliceEnd(rows, 1);
  readSettings(record, 4);
  for (let row = sliceStart(rows, 1); row < end; row++) {
    const x = logits + (<usize>row * classes << 2), own = load<i32>(labels + (<usize>row << 2));
    let loss: f32 = 0;
    if (own >= 0) {
      readRow(x, own);
      for (let c = 0; c < classes; c++) loss += lossOf(c, load<f32>(x + (<usize>c << 2)));
    }
    store<f32>(losses + (<usize>row << 2), loss);
  }
}

/** Arguments: logits, labels, divisor, dloss, dlogits, rows, classes, weights, ε, γ. In place or not. */
export function balancedCrossEntropyGrad(record: usize): void {
  const logits = pointer(record, 0), labels = pointer(record, 1), gradients = pointer(record, 4);
  const rows = dim(record, 5), end = sliceEnd(rows, 1);
  const dloss = load<f32>(pointer(record, 3)) / load<f32>(pointer(record, 2));
  readSettings(record, 6);
  for (let row = sliceStart(rows, 1); row < end; row++) {
    const offset = <usize>row * classes << 2, own = load<i32>(labels + (<usize>row << 2));
    if (own < 0) memory.fill(gradients + offset, 0, <usize>classes << 2);
    else {
      readRow(logits + offset, own);
      gradientRow(logits + offset, gradients + offset, dloss);
    }
  }
}

function gradientRow(x: usize, to: usize, dloss: f32): void {
  const ofTop = slopeOf(top, most);
  let ofOthers: f32 = 0;
  for (let c = 0; c < classes; c++) {
    if (c != top) ofOthers += slopeOf(c, load<f32>(x + (<usize>c << 2)));
  }
  for (let c = 0; c < classes; c++) {
    const at = <usize>c << 2, value = load<f32>(x + at), p = probability(c, value);
    const slope = c == top ? ofTop * missing(c, p) - p * ofOthers : slopeOf(c, value) - p * (ofTop + ofOthers);
    store<f32>(to + at, slope * dloss);
  }
}

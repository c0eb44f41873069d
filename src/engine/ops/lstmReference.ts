import * as tf from '@tensorflow/tfjs-core';
import type { Directions } from './lstm';

/** What each row of one direction leaves behind, [R, H], [R, 5H] and [R, H]. */
interface States {
  readonly h: tf.Tensor2D;
  readonly saved: tf.Tensor2D;
  readonly before: tf.Tensor2D;
}

/** The outputs of the lstm op: gates x [R, 4H] and W [4H, H] of each direction. */
export function lstmStates(x: Directions, w: Directions): tf.Tensor[] {
  const [forward, reverse] = [statesOf(x[0], w[0], false), statesOf(x[1], w[1], true)];
  const h = tf.concat([forward.h, reverse.h], 1);
  return [h, forward.saved, reverse.saved, forward.before, reverse.before];
}

/** dx [R, 4H] of each direction: W [4H, H] and saved [R, 5H] of each, dh [R, 2H]. */
export function lstmGradients(w: Directions, saved: Directions, dh: tf.Tensor2D): tf.Tensor[] {
  const [forward, reverse] = tf.split(dh, 2, 1) as unknown as Directions;
  return [gradientOf(w[0], saved[0], forward, false), gradientOf(w[1], saved[1], reverse, true)];
}

/** Row numbers in the order in which a direction takes them. */
function orderOf(rows: number, reverse: boolean): number[] {
  const order = Array.from({ length: rows }, (_, row) => row);
  return reverse ? order.reverse() : order;
}

/** Rows that were made in some order, as a matrix. */
function matrix(rows: readonly tf.Tensor[], order: readonly number[]): tf.Tensor2D {
  const placed = order.map((_, row) => rows[order.indexOf(row)] as tf.Tensor);
  return tf.concat(placed, 0) as tf.Tensor2D;
}

function rowOf(x: tf.Tensor2D, row: number): tf.Tensor2D {
  return tf.slice(x, [row, 0], [1, -1]);
}

function statesOf(x: tf.Tensor2D, w: tf.Tensor2D, reverse: boolean): States {
  const order = orderOf(x.shape[0], reverse);
  const zeros = tf.zeros<tf.Rank.R2>([1, w.shape[1]]);
  let [h, c]: tf.Tensor[] = [zeros, zeros];
  const steps = order.map((row) => {
    const before = h as tf.Tensor2D;
    const gates = tf.add(rowOf(x, row), tf.matMul(before, w, false, true));
    const [i, f, g, o] = tf.split(gates, 4, 1) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const open = { i: tf.sigmoid(i), f: tf.sigmoid(f), g: tf.tanh(g), o: tf.sigmoid(o) };
    c = tf.add(tf.mul(open.f, c as tf.Tensor), tf.mul(open.i, open.g));
    h = tf.mul(open.o, tf.tanh(c));
    return { h, before, saved: tf.concat([open.i, open.f, open.g, open.o, c], 1) };
  });
  const joined = (pick: (step: (typeof steps)[number]) => tf.Tensor): tf.Tensor2D =>
    matrix(steps.map(pick), order);
  return {
    h: joined((step) => step.h),
    saved: joined((step) => step.saved),
    before: joined((step) => step.before),
  };
}

function gradientOf(
  w: tf.Tensor2D,
  saved: tf.Tensor2D,
  dh: tf.Tensor2D,
  reverse: boolean,
): tf.Tensor2D {
  const order = orderOf(dh.shape[0], reverse).reverse();
  const zeros = tf.zeros(rowOf(dh, 0).shape);
  let [fromNext, carried]: tf.Tensor[] = [zeros, zeros];
  const rows = order.map((row, step) => {
    const [i, f, g, o, c] = tf.split(rowOf(saved, row), 5, 1) as tf.Tensor2D[] as Cell;
    const past = order[step + 1];
    const pastC = past === undefined ? zeros : tf.split(rowOf(saved, past), 5, 1)[4];
    const d = tf.add(rowOf(dh, row), fromNext as tf.Tensor);
    const tanh = tf.tanh(c);
    const dc = tf.add(tf.mul(tf.mul(d, o), tf.sub(1, tf.square(tanh))), carried as tf.Tensor);
    const slope = (gate: tf.Tensor): tf.Tensor => tf.mul(gate, tf.sub(1, gate));
    const gates = [
      tf.mul(tf.mul(dc, g), slope(i)),
      tf.mul(tf.mul(dc, pastC as tf.Tensor), slope(f)),
      tf.mul(tf.mul(dc, i), tf.sub(1, tf.square(g))),
      tf.mul(tf.mul(d, tanh), slope(o)),
    ];
    carried = tf.mul(dc, f);
    const dx = tf.concat(gates, 1) as tf.Tensor2D;
    fromNext = tf.matMul(dx, w);
    return dx;
  });
  return matrix(rows, order);
}

type Cell = [i: tf.Tensor2D, f: tf.Tensor2D, g: tf.Tensor2D, o: tf.Tensor2D, c: tf.Tensor2D];

import * as tf from '@tensorflow/tfjs-core';
import {
  type Absorption,
  type Attrs,
  makeNode,
  type Node,
  output,
  shapeError,
  type TensorType,
  type Use,
  type Value,
} from '../graph/node';
import type { Dim } from '../graph/shapes';
import { activate, activateGradient, activationGradOp, activationOp } from './activation';
import { addBiasOp } from './addBias';
import { defineOp, numberAttr } from './op';
import { absorbAdd } from './residual';

/**
 * C = epilogue(alpha · op(A) · op(B)), where op transposes if `transposeA` / `transposeB`.
 * A [M, K] (or [K, M]), B [K, N] (or [N, K]) → C [M, N].
 *
 * Inputs after A and B, each present when its attr says so, in this order:
 *   `bias` [N] · `activationGrad` (a name): pre [M, N] · `residual` [M, N].
 * Epilogue: + bias, then either activation (attr `activation`, a name; with `savePre` output 1 is
 * the value before it), or times activation'(pre), or + residual, which kernels begin their sums at
 * and which therefore stands alone.
 */
export const matmulOp = defineOp({
  id: 'matmul',
  shape(inputs, attrs) {
    const { m, n } = dimensions(inputs, attrs);
    if (attrs.residual === true && (has(attrs, 'activation') || has(attrs, 'activationGrad')))
      throw shapeError('matmul', 'a residual or an activation, not both', inputs);
    const type: TensorType = { shape: [m, n], dtype: 'f32' };
    return attrs.savePre === true ? [type, type] : [type];
  },
  gradient(node, [dy], needs) {
    const [a, b] = node.inputs as [Value, Value];
    if (!dy) return [null, null];
    const { transposeA, transposeB, alpha } = readAttrs(node.attrs);
    const da = transposeA
      ? () => matmul(b, dy, { transposeA: transposeB, transposeB: true, alpha })
      : () => matmul(dy, b, { transposeB: !transposeB, alpha });
    const db = transposeB
      ? () => matmul(dy, a, { transposeA: true, transposeB: transposeA, alpha })
      : () => matmul(a, dy, { transposeA: !transposeA, alpha });
    return [needs[0] ? da() : null, needs[1] ? db() : null];
  },
  reference(inputs, attrs) {
    const { transposeA, transposeB, alpha } = readAttrs(attrs);
    const [a, b] = inputs as [tf.Tensor2D, tf.Tensor2D];
    let y: tf.Tensor = tf.mul(tf.matMul(a, b, transposeA, transposeB), alpha);
    let next = 2;
    if (attrs.bias === true) y = tf.add(y, inputs[next++] as tf.Tensor);
    const pre = y;
    if (attrs.activation) y = activate(String(attrs.activation), y);
    if (attrs.activationGrad) {
      y = tf.mul(y, activateGradient(String(attrs.activationGrad), inputs[next++] as tf.Tensor));
    }
    if (attrs.residual === true) y = tf.add(y, inputs[next] as tf.Tensor);
    return attrs.savePre === true ? [y, tf.clone(pre)] : [y];
  },
  unpacks: [1],
  rowwise: (attrs) => (attrs.transposeA === true ? [] : [0]),
  absorb: (producer, consumer, use) =>
    absorbBias(producer, consumer, use) ??
    absorbActivation(producer, consumer, use) ??
    absorbActivationGrad(producer, consumer, use) ??
    absorbResidual(producer, consumer, use),
});

export interface MatmulOptions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  readonly alpha?: number;
}

/** alpha · op(A) · op(B); see {@link matmulOp}. */
export function matmul(a: Value, b: Value, options: MatmulOptions = {}): Value {
  const { transposeA = false, transposeB = false, alpha = 1 } = options;
  return output(makeNode(matmulOp, [a, b], { transposeA, transposeB, alpha }));
}

function readAttrs(attrs: Attrs): Required<MatmulOptions> {
  return {
    transposeA: attrs.transposeA === true,
    transposeB: attrs.transposeB === true,
    alpha: attrs.alpha === undefined ? 1 : numberAttr(attrs, 'alpha'),
  };
}

function dimensions(inputs: readonly TensorType[], attrs: Attrs): { m: Dim; n: Dim } {
  const [a, b] = inputs;
  const { transposeA, transposeB } = readAttrs(attrs);
  const [m, ka] = transposeA ? [a?.shape[1], a?.shape[0]] : [a?.shape[0], a?.shape[1]];
  const [kb, n] = transposeB ? [b?.shape[1], b?.shape[0]] : [b?.shape[0], b?.shape[1]];
  if (
    a?.shape.length !== 2 ||
    b?.shape.length !== 2 ||
    ka !== kb ||
    m === undefined ||
    n === undefined
  ) {
    throw shapeError('matmul', `A·B with equal inner sizes (${transposeA}, ${transposeB})`, inputs);
  }
  return { m, n };
}

function hasEpilogue({ attrs }: Node, ...keys: readonly string[]): boolean {
  return keys.some((key) => has(attrs, key));
}

function has(attrs: Attrs, key: string): boolean {
  return attrs[key] !== undefined && attrs[key] !== false;
}

function absorbBias(producer: Node, consumer: Node, use: Use): Absorption | null {
  if (consumer.op !== addBiasOp || !use.only || consumer.inputs[0] !== output(producer))
    return null;
  if (hasEpilogue(producer, 'bias', 'activation', 'activationGrad', 'residual')) return null;
  const bias = consumer.inputs[1] as Value;
  const merged = makeNode(matmulOp, [...producer.inputs, bias], { ...producer.attrs, bias: true });
  return { consumer: output(merged), producer: null };
}

function absorbActivation(producer: Node, consumer: Node, use: Use): Absorption | null {
  if (consumer.op !== activationOp || !use.first) return null;
  if (hasEpilogue(producer, 'activation', 'activationGrad', 'residual')) return null;
  const savePre = !use.only;
  const attrs = { ...producer.attrs, activation: String(consumer.attrs.kind), savePre };
  const merged = makeNode(matmulOp, producer.inputs, attrs);
  return { consumer: output(merged), producer: savePre ? output(merged, 1) : null };
}

function absorbActivationGrad(producer: Node, consumer: Node, use: Use): Absorption | null {
  if (consumer.op !== activationGradOp || !use.only || consumer.inputs[1] !== output(producer))
    return null;
  if (hasEpilogue(producer, 'bias', 'activation', 'activationGrad', 'residual')) return null;
  const pre = consumer.inputs[0] as Value;
  const attrs = { ...producer.attrs, activationGrad: String(consumer.attrs.kind) };
  return { consumer: output(makeNode(matmulOp, [...producer.inputs, pre], attrs)), producer: null };
}

function absorbResidual(producer: Node, consumer: Node, use: Use): Absorption | null {
  if (hasEpilogue(producer, 'activation', 'activationGrad')) return null;
  return absorbAdd(producer, consumer, use);
}

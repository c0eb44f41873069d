import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { createRandom } from '../../src/engine/core/rng';

/** BERT for classification written the ordinary way in tfjs: the baseline of the benchmarks. */
export interface PlainBert {
  /** One full fine-tuning step with Adam on padded batches; the loss. */
  step(): Promise<number>;
}

interface PlainShape {
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  readonly inner: number;
  readonly vocabulary: number;
  readonly classes: number;
  readonly rows: number;
  readonly tokens: number;
}

type Variables = Record<string, tf.Variable>;

function makeVariables({ layers, width, inner, vocabulary, classes }: PlainShape): Variables {
  const random = createRandom(3, 3);
  const variables: Variables = {};
  const draw = (name: string, shape: number[], value?: number): void => {
    const size = shape.reduce((a, b) => a * b, 1);
    const data = Float32Array.from({ length: size }, () => value ?? 0.02 * random.normal());
    variables[name] = tf.variable(tf.tensor(data, shape));
  };
  draw('words', [vocabulary, width]);
  draw('places', [512, width]);
  for (const norm of ['n0', ...Array.from({ length: 2 * layers }, (_, i) => `n${i + 1}`)]) {
    draw(`${norm}.g`, [width], 1);
    draw(`${norm}.b`, [width], 0);
  }
  for (let l = 0; l < layers; l++) {
    for (const name of ['q', 'k', 'v', 'o']) draw(`${name}${l}`, [width, width]);
    for (const name of ['q', 'k', 'v', 'o']) draw(`${name}${l}.b`, [width], 0);
    draw(`u${l}`, [width, inner]);
    draw(`u${l}.b`, [inner], 0);
    draw(`d${l}`, [inner, width]);
    draw(`d${l}.b`, [width], 0);
  }
  draw('pool', [width, width]);
  draw('pool.b', [width], 0);
  draw('head', [width, classes]);
  draw('head.b', [classes], 0);
  return variables;
}

function norm(x: tf.Tensor, v: Variables, name: string): tf.Tensor {
  const { mean, variance } = tf.moments(x, -1, true);
  const normal = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-12)));
  return tf.add(tf.mul(normal, v[`${name}.g`] as tf.Tensor), v[`${name}.b`] as tf.Tensor);
}

function linear(x: tf.Tensor, v: Variables, name: string): tf.Tensor {
  return tf.add(tf.matMul(x, v[name] as tf.Tensor), v[`${name}.b`] as tf.Tensor);
}

function gelu(x: tf.Tensor): tf.Tensor {
  return tf.mul(tf.mul(x, 0.5), tf.add(1, tf.erf(tf.mul(x, Math.SQRT1_2))));
}

function attend(
  x: tf.Tensor,
  v: Variables,
  l: number,
  { rows, tokens, width, heads }: PlainShape,
): tf.Tensor {
  const d = width / heads;
  const split = (name: string): tf.Tensor =>
    tf.transpose(tf.reshape(linear(x, v, `${name}${l}`), [rows, tokens, heads, d]), [0, 2, 1, 3]);
  const scores = tf.mul(tf.matMul(split('q'), split('k'), false, true), d ** -0.5);
  const mixed = tf.matMul(tf.softmax(scores), split('v'));
  return linear(tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [rows * tokens, width]), v, `o${l}`);
}

function forward(ids: tf.Tensor1D, v: Variables, shape: PlainShape): tf.Tensor {
  const { rows, tokens, width, layers } = shape;
  const words = tf.gather(v.words as tf.Tensor, ids);
  const places = tf.tile(tf.slice(v.places as tf.Tensor2D, [0, 0], [tokens, width]), [rows, 1]);
  let x = norm(tf.add(words, places), v, 'n0');
  for (let l = 0; l < layers; l++) {
    const a = norm(tf.add(attend(x, v, l, shape), x), v, `n${2 * l + 1}`);
    x = norm(tf.add(linear(gelu(linear(a, v, `u${l}`)), v, `d${l}`), a), v, `n${2 * l + 2}`);
  }
  const first = tf.gather(
    x,
    tf.tensor1d(
      Array.from({ length: rows }, (_, i) => i * tokens),
      'int32',
    ),
  );
  return linear(tf.tanh(linear(first, v, 'pool')), v, 'head');
}

/** MiniLM's sizes on 8 sequences of 64 tokens, on plain tfjs-wasm. */
export async function plainMiniLm(
  wasm: Parameters<typeof setWasmPaths>[0],
  threads: number,
): Promise<PlainBert> {
  setWasmPaths(wasm);
  setThreadsCount(threads);
  await tf.setBackend('wasm');
  await tf.ready();
  registerMissingWasmKernel();
  return createPlainBert({
    ...{ layers: 6, width: 384, heads: 12, inner: 1536, vocabulary: 30522, classes: 6 },
    ...{ rows: 8, tokens: 64 },
  });
}

/** Two of MiniLM's layers on 4 sequences of 32 tokens, on plain tfjs-webgpu. */
export async function plainOnWebGpu(): Promise<PlainBert> {
  await import('@tensorflow/tfjs-backend-webgpu');
  await tf.setBackend('webgpu');
  await tf.ready();
  return createPlainBert({
    ...{ layers: 2, width: 384, heads: 12, inner: 1536, vocabulary: 1000, classes: 2 },
    ...{ rows: 4, tokens: 32 },
  });
}

/** tfjs-wasm lacks the kernel that the gradient of gather needs. */
function registerMissingWasmKernel(): void {
  if (tf.getKernel('UnsortedSegmentSum', 'wasm')) return;
  tf.registerKernel({
    kernelName: 'UnsortedSegmentSum',
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const wasm = backend as {
        makeOutput(shape: number[], dtype: string): tf.TensorInfo;
        typedArrayFromHeap(x: unknown): Float32Array;
      };
      const { x, segmentIds } = inputs as { x: tf.TensorInfo; segmentIds: tf.TensorInfo };
      const rows = Number((attrs as { numSegments: number }).numSegments);
      const out = wasm.makeOutput([rows, ...x.shape.slice(1)], x.dtype);
      const [from, ids, to] = [
        wasm.typedArrayFromHeap(x),
        wasm.typedArrayFromHeap(segmentIds),
        wasm.typedArrayFromHeap(out),
      ];
      const width = x.shape.slice(1).reduce((a, b) => a * b, 1);
      to.fill(0);
      ids.forEach((row, i) => {
        for (let j = 0; j < width; j++)
          to[row * width + j] = (to[row * width + j] ?? 0) + (from[i * width + j] ?? 0);
      });
      return out;
    },
  });
}

/** The model with random weights and one fixed random batch. */
function createPlainBert(shape: PlainShape): PlainBert {
  const variables = makeVariables(shape);
  const random = createRandom(4, 4);
  const ids = tf.tensor1d(
    Int32Array.from({ length: shape.rows * shape.tokens }, () => random.integer(shape.vocabulary)),
    'int32',
  );
  const labels = tf.tensor1d(
    Int32Array.from({ length: shape.rows }, () => random.integer(shape.classes)),
    'int32',
  );
  const targets = tf.cast(tf.oneHot(labels, shape.classes), 'float32');
  const list = Object.values(variables);
  const moments = list.map(
    (variable) =>
      [tf.variable(tf.zerosLike(variable)), tf.variable(tf.zerosLike(variable))] as const,
  );
  let steps = 0;
  return {
    async step() {
      steps++;
      const { value, grads } = tf.variableGrads(() => {
        const logits = forward(ids, variables, shape);
        return tf.neg(tf.mean(tf.sum(tf.mul(targets, tf.logSoftmax(logits)), -1))) as tf.Scalar;
      }, list);
      tf.tidy(() => {
        list.forEach((variable, i) => {
          const [m, v] = moments[i] as (typeof moments)[number];
          const g = grads[variable.name] as tf.Tensor;
          m.assign(tf.add(tf.mul(m, 0.9), tf.mul(g, 0.1)));
          v.assign(tf.add(tf.mul(v, 0.999), tf.mul(tf.square(g), 0.001)));
          const scale = 5e-5 / (1 - 0.9 ** steps);
          const denominator = tf.add(tf.sqrt(tf.div(v, 1 - 0.999 ** steps)), 1e-8);
          variable.assign(tf.sub(variable, tf.mul(scale, tf.div(m, denominator))));
        });
      });
      const [loss] = await value.data();
      tf.dispose(grads);
      value.dispose();
      return loss as number;
    },
  };
}

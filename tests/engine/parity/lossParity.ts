import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Executor } from '../../../src/engine/backends/executor';
import { differentiate } from '../../../src/engine/graph/differentiate';
import { input } from '../../../src/engine/graph/leaves';
import type { Value } from '../../../src/engine/graph/node';
import { makePlan } from '../../../src/engine/graph/plan';
import { add } from '../../../src/engine/ops/add';
import { crossEntropy } from '../../../src/engine/ops/crossEntropy';
import { fill } from '../../../src/engine/ops/fill';
import { targetLoss } from '../../../src/engine/ops/targetLoss';
import { relativeError } from '../../../src/engine/selfTest/agreement';

/** tests/fixtures/parity/losses.json. */
export interface LossFixture {
  readonly classes: number;
  readonly crossEntropy: readonly CrossEntropyCase[];
  readonly binary: readonly BinaryCase[];
  readonly balanced: {
    readonly labels: readonly number[];
    readonly classWeights: readonly number[];
    readonly given: readonly (readonly number[])[];
    readonly positiveWeights: readonly number[];
  };
}

interface LossCase {
  readonly name: string;
  /** [R, C] flat. */
  readonly logits: readonly number[];
  /** [C]; empty: none. */
  readonly weights: readonly number[];
  /** torch's mean, and its gradient by the logits. */
  readonly loss: number;
  readonly gradient: readonly number[];
}

interface CrossEntropyCase extends LossCase {
  readonly labels: readonly number[];
  readonly smoothing: number;
  readonly gamma: number;
}

interface BinaryCase extends LossCase {
  readonly targets: readonly number[];
}

/** A loss of `logits` made of inputs, with the data of all inputs. */
interface Graph {
  readonly loss: Value;
  readonly logits: Value;
  readonly data: Readonly<Record<string, Float32Array | Int32Array>>;
}

const arithmetic = { add, ones: (like: Value) => fill(like, 1) };

/** Value and gradient of every loss on an executor. */
export function testLosses(
  { classes, crossEntropy: sorted, binary }: LossFixture,
  make: () => Promise<Executor>,
): void {
  let executor: Executor;
  beforeAll(async () => {
    executor = await make();
  });
  afterAll(() => executor.dispose());

  const holds = async (wanted: LossCase, graph: Graph): Promise<void> => {
    const found = await compute(executor, graph);
    expect(relativeError(found.loss, Float32Array.of(wanted.loss)), 'loss').toBeLessThan(1e-5);
    const gradient = Float32Array.from(wanted.gradient);
    expect(relativeError(found.gradient, gradient), 'gradient').toBeLessThan(1e-5);
  };

  describe('cross-entropy equals torch by value and gradient', () => {
    it.each(sorted)('$name', (given) => holds(given, crossEntropyGraph(given, classes)));
  });
  describe('binary cross-entropy equals torch by value and gradient', () => {
    it.each(binary)('$name', (given) => holds(given, binaryGraph(given, classes)));
  });
}

function crossEntropyGraph(given: CrossEntropyCase, classes: number): Graph {
  const { labels, smoothing, gamma } = given;
  const { logits, divisor, weights, data } = commonOf(given, classes);
  const counted = labels.map((label) => (label < 0 ? 0 : (given.weights[label] ?? 1)));
  return {
    loss: crossEntropy(logits, input('labels', ['S'], 'i32'), divisor, {
      weights,
      smoothing,
      gamma,
    }),
    logits,
    data: { ...data, labels: Int32Array.from(labels), divisor: sumOf(counted) },
  };
}

function binaryGraph(given: BinaryCase, classes: number): Graph {
  const { logits, divisor, weights, data } = commonOf(given, classes);
  const targets = input('targets', ['S', classes], 'f32');
  return {
    loss: targetLoss(logits, targets, divisor, 'binaryCrossEntropy', weights),
    logits,
    data: {
      ...data,
      targets: Float32Array.from(given.targets),
      divisor: Float32Array.of(given.targets.length),
    },
  };
}

function commonOf(given: LossCase, classes: number) {
  const weighted = given.weights.length > 0;
  return {
    logits: input('logits', ['S', classes], 'f32'),
    divisor: input('divisor', [1], 'f32'),
    weights: weighted ? input('weights', [classes], 'f32') : undefined,
    data: {
      logits: Float32Array.from(given.logits),
      ...(weighted && { weights: Float32Array.from(given.weights) }),
    },
  };
}

function sumOf(values: readonly number[]): Float32Array {
  return Float32Array.of(values.reduce((sum, value) => sum + value, 0));
}

async function compute(executor: Executor, { loss, logits, data }: Graph) {
  const [gradient] = differentiate(loss, [logits], arithmetic) as [Value];
  const rows = (data.logits as Float32Array).length / Number(logits.shape[1]);
  const counts = { N: rows, S: rows };
  const plan = makePlan({ outputs: { loss, gradient }, assignments: [] }, counts);
  const program = await executor.compile(plan);
  for (const [name, values] of Object.entries(data)) program.write(name, values);
  program.run(counts);
  const found = { loss: await program.read('loss'), gradient: await program.read('gradient') };
  program.dispose();
  return found;
}

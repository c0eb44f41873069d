import type { Executor } from '../backends/executor';
import type { ByteSource } from '../core/bytes';
import { computeCase, poison, relativeError, TOLERANCE, worse } from './agreement';
import { GRADIENT_TOLERANCE, gradientError } from './gradientCheck';
import { type OpCase, opCases } from './opCases';
import { type Layout, matmulSpeed, stepTime } from './speed';
import { TRAJECTORY_TOLERANCE, type Trajectory, trajectoryError } from './tinyRun';

/** One thing that was checked or measured on this machine. */
export interface SelfTestRow {
  readonly group: 'ops' | 'gradient' | 'trajectory' | 'speed';
  /** Op id, or what was measured. */
  readonly name: string;
  readonly found: number;
  readonly unit: 'share' | 'GFLOP/s' | 'ms' | 'times';
  /** The largest `found` that agrees; null for what is only measured. */
  readonly limit: number | null;
}

/** What tfjs computes on. */
export type PlainPlace = 'CPU' | 'GPU';

export interface SelfTestParts {
  readonly executor: Executor;
  /** The tfjs references: the truth of each op. */
  readonly reference: Executor;
  /** Plain tfjs where the executor computes: what a step costs without kernels. */
  readonly plain: () => Promise<{ readonly executor: Executor; readonly where: PlainPlace }>;
  readonly trajectory: Trajectory;
  readonly weights: ByteSource;
  /** Milliseconds; only differences are used. */
  readonly now: () => number;
  /** Lets messages in; throws when nobody waits any more. */
  readonly breathe: () => Promise<void>;
}

/** Sizes at which vectors and tiles end in the middle; small, so that a self-test takes seconds. */
const SIZES = [2, 7, 33];
const LAYOUTS: readonly Layout[] = ['nn', 'nt', 'tn'];
const STEPS = 6;

/** How many rows {@link selfTest} yields. */
export function selfTestLength(): number {
  return casesByOp().size + 2 + LAYOUTS.length + 3;
}

/**
 * Every op against its reference, the gradient against the loss's own slope, twenty steps against
 * PyTorch's, and what this machine does a second. Nothing is assumed: each row was computed here.
 */
export async function* selfTest(parts: SelfTestParts): AsyncGenerator<SelfTestRow> {
  yield* agreement(parts);
  yield* speed(parts);
}

/** What must agree with its truth. */
export async function* agreement(parts: SelfTestParts): AsyncGenerator<SelfTestRow> {
  const { executor, reference, trajectory, weights, breathe } = parts;
  for (const [name, cases] of casesByOp()) {
    const found = await opError(executor, reference, cases, breathe);
    yield { group: 'ops', name, found, unit: 'share', limit: TOLERANCE };
  }
  const checks = [
    ['gradient', gradientError, GRADIENT_TOLERANCE],
    ['trajectory', trajectoryError, TRAJECTORY_TOLERANCE],
  ] as const;
  for (const [group, check, limit] of checks) {
    await breathe();
    const found = await check(executor, trajectory, weights);
    yield { group, name: group, found, unit: 'share', limit };
  }
}

async function* speed(parts: SelfTestParts): AsyncGenerator<SelfTestRow> {
  const { executor, plain, now, breathe } = parts;
  for (const layout of LAYOUTS) {
    await breathe();
    const found = await matmulSpeed(executor, layout, now);
    yield { group: 'speed', name: `matmul ${layout}`, found, unit: 'GFLOP/s', limit: null };
  }
  const mine = await stepTime(executor, STEPS, now);
  yield { group: 'speed', name: 'step', found: mine, unit: 'ms', limit: null };
  await breathe();
  const without = await plain();
  // On a GPU the first step compiles, and is not counted.
  const steps = without.where === 'GPU' ? 2 : 1;
  const slow = await stepTime(without.executor, steps, now);
  without.executor.dispose();
  const name = `plain step, ${without.where}`;
  yield { group: 'speed', name, found: slow, unit: 'ms', limit: null };
  yield { group: 'speed', name: 'faster', found: slow / mine, unit: 'times', limit: null };
}

function casesByOp(): Map<string, OpCase[]> {
  const groups = new Map<string, OpCase[]>();
  for (const one of opCases(SIZES)) {
    const { id } = one.node.op;
    groups.set(id, [...(groups.get(id) ?? []), one]);
  }
  return groups;
}

async function opError(
  executor: Executor,
  reference: Executor,
  cases: readonly OpCase[],
  breathe: () => Promise<void>,
): Promise<number> {
  let worst = 0;
  for (const one of cases) {
    await breathe();
    poison(executor, 200_000);
    const found = await computeCase(executor, one.node, one, one.counts);
    const wanted = await computeCase(reference, one.node, one, one.counts);
    found.forEach((values, i) => {
      worst = worse(worst, relativeError(values, wanted[i] as Float32Array));
    });
  }
  return worst;
}

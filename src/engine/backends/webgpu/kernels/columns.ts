import type { Dim } from '../../../graph/shapes';
import {
  type Bound,
  type GpuStep,
  type Kernel,
  type Lower,
  type Lowering,
  reads,
  writes,
} from '../kernel';
import { allRows, rowsText, viewAll } from '../rows';
import type { Traits } from '../traits';
import { extent, type GpuTensor } from '../views';
import { each, vectorFor } from './text';

/** A kernel that adds down the rows of a matrix. */
export interface ColumnKernel {
  readonly label: string;
  readonly rows: Dim;
  readonly type: 'f32' | 'vec4f';
  /** Columns, counted in `type`. */
  readonly length: number;
  readonly bound: Readonly<Record<string, Bound>>;
  /** How many sums are kept: sum0, sum1. */
  readonly sums: 1 | 2;
  /** Adds row `row` of column `column` to the sums. */
  readonly add: string;
  /** Stores the sums of `column`. */
  readonly store: string;
}

/** How threads share a matrix: so many columns side by side, each by so many threads. */
interface Shares {
  readonly columns: number;
  readonly lanes: number;
}

/** On a CPU one thread a column; on a GPU columns side by side and rows dealt out. */
function sharesFor({ software, invocations }: Traits): Shares {
  return software ? { columns: 8, lanes: 1 } : { columns: 8, lanes: Math.min(32, invocations / 8) };
}

/** Sums down columns, in an order that depends on nothing but the adapter's class. */
export function columnKernel(traits: Traits, kernel: ColumnKernel): Kernel {
  const { label, rows, type, length, bound, sums, add, store } = kernel;
  const { columns, lanes } = sharesFor(traits);
  const join =
    lanes === 1
      ? ''
      : `${each(sums, (s) => `tree${s}[lane] = sum${s};`)}
workgroupBarrier();
for (var half = ${lanes / 2}u; half > 0u; half >>= 1u) {
  if (first < half) {
    ${each(sums, (s) => `tree${s}[lane] += tree${s}[lane + half * ${columns}u];`)}
  }
  workgroupBarrier();
}
${each(sums, (s) => `sum${s} = tree${s}[lane];`)}`;
  return {
    label,
    bound,
    threads: columns * lanes,
    declarations:
      lanes === 1
        ? ''
        : each(sums, (s) => `var<workgroup> tree${s}: array<${type}, ${columns * lanes}>;`),
    body: `let column0 = group.x * ${columns}u + lane % ${columns}u;
let first = lane / ${columns}u;
let column = min(column0, ${length - 1}u);
${each(sums, (s) => `var sum${s} = ${type}(0.0);`)}
for (var row = first; row < ${rowsText(allRows(rows))}; row += ${lanes}u) {
${add}
}
${join}
if (first == 0u && column0 < ${length}u) {
${store}
}`,
    groups: () => [Math.ceil(length / columns), 1, 1],
  };
}

/** y = Σ over rows of x (+ residual). */
export const sumRows: Lower = (step, on) => {
  const [x, residual] = step.inputs as [GpuTensor, GpuTensor | undefined];
  return sums(step, on, { X: x }, residual);
};

/** y = Σ over rows of a ⊙ b (+ residual). */
export const columnDots: Lower = (step, on) => {
  const [a, b, residual] = step.inputs as [GpuTensor, GpuTensor, GpuTensor | undefined];
  return sums(step, on, { A: a, B: b }, residual);
};

/** Sums down the columns of the product of some matrices. */
function sums(
  step: GpuStep,
  on: Lowering,
  factors: Readonly<Record<string, GpuTensor>>,
  residual: GpuTensor | undefined,
): Kernel[] {
  const [x] = Object.values(factors) as [GpuTensor];
  const y = step.outputs[0] as GpuTensor;
  const { rows, columns } = extent(x.shape);
  const { type, width } = vectorFor(columns);
  return [
    columnKernel(on.traits, {
      label: step.op,
      rows,
      type,
      length: columns / width,
      bound: {
        ...Object.fromEntries(
          Object.entries(factors).map(([name, tensor]) => [
            name,
            reads(viewAll(tensor, on, step.op), type),
          ]),
        ),
        ...(residual && { Residual: reads(viewAll(residual, on, step.op), type) }),
        Y: writes(viewAll(y, on, step.op), type),
      },
      sums: 1,
      add: `sum0 += ${Object.keys(factors)
        .map((name) => `${name}(row * ${columns / width}u + column)`)
        .join(' * ')};`,
      store: residual ? 'setY(column, sum0 + Residual(column));' : 'setY(column, sum0);',
    }),
  ];
}

import type { Counts } from '../../../graph/shapes';
import type { Bound, Kernel, Lowering } from '../kernel';
import { type RowRange, rowsInUse, rowsText } from '../rows';

/** Enough to fill any GPU, and little enough not to waste a small tensor's. */
const THREADS = 64;

/** A kernel whose threads each compute some elements on their own. */
export interface FlatKernel {
  readonly label: string;
  readonly bound: Readonly<Record<string, Bound>>;
  readonly uniforms?: Kernel['uniforms'];
  readonly declarations?: string;
  readonly range: RowRange;
  /** Elements of a row. */
  readonly columns: number;
  /** Elements that one turn of `body` computes. */
  readonly width: number;
  /** What happens at place `i`, which counts in `width` elements. */
  readonly body: string;
}

/** Threads that walk over all elements of some rows. */
export function flatKernel(flat: FlatKernel, { traits }: Lowering): Kernel {
  const { label, bound, uniforms, declarations, range, columns, width, body } = flat;
  const places = (counts: Counts): number =>
    Math.ceil((rowsInUse(range, counts) * columns) / width);
  return {
    label,
    bound,
    ...(uniforms && { uniforms }),
    ...(declarations && { declarations }),
    threads: THREADS,
    body: `let count = (${rowsText(range)} * ${columns}u + ${width - 1}u) / ${width}u;
for (var i = group.x * ${THREADS}u + lane; i < count; i += groups.x * ${THREADS}u) {
${body}
}`,
    groups: (counts) => [Math.min(Math.ceil(places(counts) / THREADS), traits.groups), 1, 1],
  };
}

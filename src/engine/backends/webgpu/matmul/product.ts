import type { Attrs } from '../../../graph/node';
import { type Counts, resolveDim } from '../../../graph/shapes';
import { numberAttr } from '../../../ops/op';
import type { RowRange } from '../rows';

/**
 * One dispatch of C = epilogue(alpha · op(A) · op(B)) as the text generators see it. Tensors are
 * bound to A, B, C, and where present Bias, Pre (the value whose slope is multiplied in), Saved (the
 * value before the activation), Residual, Sums and SumsResidual. Where a tensor larger than a
 * binding is cut up, a product is a part of the whole.
 */
export interface Product {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  /** Rows of C that are computed; static for a transposed A. */
  readonly m: RowRange;
  /** First row of C, as columns of a transposed A count it. */
  readonly firstM: number;
  /** Columns that are computed, and the first of them in C. */
  readonly n: number;
  readonly firstN: number;
  /** The inner size, and the first of it as columns of A and of a transposed B count it. */
  readonly k: RowRange;
  readonly firstK: number;
  /** Elements of a row of A, B and C. */
  readonly strideA: number;
  readonly strideB: number;
  readonly strideC: number;
  /** Whether sums begin at what C holds, and whether the epilogue follows. */
  readonly continues: boolean;
  readonly ends: boolean;
  readonly epilogue: Epilogue;
  /** A factor whose sum over rows is computed by the way, and added to SumsResidual; A transposed. */
  readonly sums: SumsBeside | null;
}

/** The gradient of a bias beside that of its weight. */
export interface SumsBeside {
  readonly of: 'A' | 'B';
  readonly added: boolean;
}

/** What happens to a sum before it is stored. */
export interface Epilogue {
  readonly alpha: number;
  readonly bias: boolean;
  readonly activation: string | null;
  readonly saves: boolean;
  readonly slope: string | null;
  readonly residual: boolean;
}

/** The epilogue that a node's attrs describe. */
export function epilogueOf(attrs: Attrs): Epilogue {
  const name = (key: string): string | null =>
    attrs[key] === undefined || attrs[key] === false ? null : String(attrs[key]);
  return {
    alpha: attrs.alpha === undefined ? 1 : numberAttr(attrs, 'alpha'),
    bias: attrs.bias === true,
    activation: name('activation'),
    saves: attrs.savePre === true,
    slope: name('activationGrad'),
    residual: attrs.residual === true,
  };
}

/** A text generator's size of work: a thread computes rows × columns, a workgroup threads of them. */
export interface Tile {
  readonly family: 'scalar' | 'register' | 'shared' | 'subgroup';
  /** Rows and columns of C that one thread computes. */
  readonly rows: number;
  readonly columns: number;
  /** Threads side by side along columns and along rows. */
  readonly across: number;
  readonly down: number;
}

/** The text of a product, and how its workgroups cover C. */
export interface ProductText {
  readonly threads: number;
  readonly declarations: string;
  readonly body: string;
  /** Rows and columns of C that one workgroup computes. */
  readonly groupRows: number;
  readonly groupColumns: number;
  readonly subgroups: boolean;
}

/** A tile by its sizes: "register 16×16 on 4×1". */
export function tileName({ family, rows, columns, across, down }: Tile): string {
  return `${family} ${rows}×${columns} on ${across}×${down}`;
}

/** Rows of C at capacity. */
export function rowsOfC({ m }: Pick<Product, 'm'>, capacity: Counts): number {
  return m.rows ?? resolveDim(m.dim, capacity);
}

/**
 * What decides which tile is quickest: transposes and sizes, those that change from run to run
 * rounded up to a power of two.
 */
export function shapeClass(p: Product, capacity: Counts): string {
  const inner = p.k.rows ?? resolveDim(p.k.dim, capacity);
  const round = (size: number, dim: unknown): number =>
    typeof dim === 'number' ? size : 2 ** Math.ceil(Math.log2(Math.max(1, size)));
  const m = round(rowsOfC(p, capacity), p.m.dim);
  return `${p.transposeA ? 't' : 'n'}${p.transposeB ? 't' : 'n'} ${m}×${p.n}×${round(inner, p.k.dim)}`;
}

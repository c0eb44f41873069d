import { type Dim, resolveDim } from '../../../graph/shapes';
import { tooLargeToBind } from '../failures';
import {
  type Bound,
  type GpuStep,
  type Kernel,
  type Lower,
  type Lowering,
  reads,
  writes,
} from '../kernel';
import { allRows, partsOf, type RowRange, readsRows, rowsInUse, viewAll, viewRows } from '../rows';
import { extent, type GpuTensor } from '../views';
import {
  epilogueOf,
  type Product,
  type ProductText,
  shapeClass,
  type Tile,
  tileName,
} from './product';
import { registerText } from './register';
import { scalarText } from './scalar';
import { sharedText } from './shared';
import { subgroupText } from './subgroup';
import { tilesFor } from './tiles';
import { unpackFirst } from './unpackFirst';

/** The tensors of a matmul by role. */
interface Operands {
  readonly a: GpuTensor;
  readonly b: GpuTensor;
  readonly c: GpuTensor;
  readonly bias: GpuTensor | undefined;
  readonly pre: GpuTensor | undefined;
  readonly saved: GpuTensor | undefined;
  readonly residual: GpuTensor | undefined;
}

/** A part of a matmul: rows of C, columns of C and steps of the inner size. */
interface Part {
  readonly m: RowRange;
  readonly n: RowRange;
  readonly k: RowRange;
  readonly product: Product;
}

const TEXTS: Readonly<Record<Tile['family'], (p: Product, tile: Tile) => ProductText>> = {
  scalar: scalarText,
  register: registerText,
  shared: sharedText,
  subgroup: subgroupText,
};

/** C = epilogue(alpha · op(A) · op(B)), in as many products as its tensors have parts. */
export const matmul: Lower = (given, on) => {
  const rows = resolveDim(extent((given.outputs[0] as GpuTensor).shape).rows, on.capacity);
  const unpacked = unpackFirst(given, rows, on);
  const step = unpacked?.step ?? given;
  const operands = operandsOf(step);
  const products = partsOfMatmul(step, operands, on).map((part) => {
    const candidates = tilesFor(part.product, on.traits, on.capacity);
    const wanted = on.tiles.get(shapeClass(part.product, on.capacity));
    const tile = candidates.find((one) => tileName(one) === wanted) ?? (candidates[0] as Tile);
    return partKernel(step, operands, part, tile, on);
  });
  return unpacked ? [unpacked.kernel, ...products] : products;
};

/** Tiles that may compute a product, of which measuring may tell the quickest. */
export interface Contest {
  /** The shape class that the outcome is good for. */
  readonly key: string;
  readonly candidates: readonly Tile[];
  /** Multiplications. */
  readonly work: number;
}

/** The contest of a matmul; null where its tensors are cut up. */
export function contestOf(step: GpuStep, on: Lowering): Contest | null {
  const [part, ...others] = partsOfMatmul(step, operandsOf(step), on);
  if (!part || others.length > 0) return null;
  const { product, m, k } = part;
  const sizes = [m, k].map(({ rows, dim }) => rows ?? resolveDim(dim, on.capacity));
  return {
    key: shapeClass(product, on.capacity),
    candidates: tilesFor(product, on.traits, on.capacity),
    work: sizes.reduce((all, size) => all * size, product.n),
  };
}

function operandsOf({ inputs, outputs, attrs }: GpuStep): Operands {
  let next = 2;
  const optional = (present: boolean): GpuTensor | undefined =>
    present ? inputs[next++] : undefined;
  return {
    a: inputs[0] as GpuTensor,
    b: inputs[1] as GpuTensor,
    bias: optional(attrs.bias === true),
    pre: optional(attrs.activationGrad !== undefined),
    residual: optional(attrs.residual === true),
    c: outputs[0] as GpuTensor,
    saved: outputs[1],
  };
}

function partsOfMatmul(step: GpuStep, o: Operands, on: Lowering): Part[] {
  const { a, b, c, pre, saved, residual } = o;
  const transposeA = step.attrs.transposeA === true;
  const transposeB = step.attrs.transposeB === true;
  const [rowsA, rowsB] = [extent(a.shape), extent(b.shape)];
  const m = partsOf(
    extent(c.shape).rows,
    [c, pre, saved, residual, transposeA ? undefined : a],
    on,
  );
  const n = transposeB ? partsOf(rowsB.rows, [b], on) : [allRows(extent(c.shape).columns)];
  const inner: Dim = transposeA ? rowsA.rows : rowsA.columns;
  const k = partsOf(inner, [transposeA ? a : undefined, transposeB ? undefined : b], on);
  if (k.length > 1 && residual && residual.holder === c.holder) throw inPlaceParts(step, c, on);
  const shared = {
    transposeA,
    transposeB,
    strideA: rowsA.columns,
    strideB: rowsB.columns,
    strideC: extent(c.shape).columns,
    epilogue: epilogueOf(step.attrs),
  };
  const { columnSums } = step;
  const sums = columnSums ? { of: columnSums.of, added: columnSums.residual !== null } : null;
  return m.flatMap((rangeM) =>
    n.flatMap((rangeN) =>
      k.map((rangeK, i): Part => {
        const product: Product = {
          ...shared,
          m: rangeM,
          firstM: rangeM.first,
          n: rangeN.rows ?? resolveDim(rangeN.dim, on.capacity),
          firstN: rangeN.first,
          k: rangeK,
          firstK: rangeK.first,
          continues: i > 0,
          ends: i === k.length - 1,
          sums,
        };
        return { m: rangeM, n: rangeN, k: rangeK, product };
      }),
    ),
  );
}

function partKernel(
  step: GpuStep,
  o: Operands,
  { m, n, k, product }: Part,
  tile: Tile,
  on: Lowering,
): Kernel {
  const type = tile.family === 'scalar' ? 'f32' : 'vec4f';
  const typeA = tile.family === 'subgroup' ? 'f32' : type;
  const rows = (tensor: GpuTensor | undefined, name: string): Record<string, Bound> =>
    tensor && product.ends ? { [name]: reads(viewRows(tensor, m, on), type) } : {};
  const bound: Record<string, Bound> = {
    A: reads(viewRows(o.a, product.transposeA ? k : m, on), typeA),
    B: readsRows(o.b, product.transposeB ? n : k, type, on),
    ...(o.bias && product.ends && { Bias: reads(viewAll(o.bias, on, step.op), type) }),
    ...rows(o.pre, 'Pre'),
    ...rows(o.residual, 'Residual'),
    ...(o.saved && product.ends && { Saved: writes(viewRows(o.saved, m, on), type) }),
    C: writes(viewRows(o.c, m, on), type),
    ...sumsBound(step, on),
  };
  const { threads, declarations, body, groupRows, groupColumns, subgroups } = TEXTS[tile.family](
    product,
    tile,
  );
  const across = Math.ceil(product.n / groupColumns);
  const [moreX, moreY] = [product.sums?.of === 'A' ? 1 : 0, product.sums?.of === 'B' ? 1 : 0];
  return {
    label: step.op,
    bound,
    threads,
    declarations,
    body,
    subgroups,
    groups: (counts) => [across + moreX, Math.ceil(rowsInUse(m, counts) / groupRows) + moreY, 1],
  };
}

function sumsBound({ columnSums, op }: GpuStep, on: Lowering): Record<string, Bound> {
  if (!columnSums) return {};
  const { sum, residual } = columnSums;
  return {
    ...(residual && { SumsResidual: reads(viewAll(residual, on, op), 'vec4f') }),
    Sums: writes(viewAll(sum, on, op), 'vec4f'),
  };
}

/** Whether a transposed product may add up the rows of a factor by the way; see sums.ts. */
export function mayFoldSums(step: GpuStep, on: Lowering): boolean {
  const parts = partsOfMatmul(step, operandsOf(step), on);
  const [part] = parts as [Part, ...Part[]];
  const [tile] = tilesFor(part.product, on.traits, on.capacity) as [Tile, ...Tile[]];
  return parts.length === 1 && tile.family !== 'scalar' && part.product.transposeA;
}

function inPlaceParts({ op }: GpuStep, { shape }: GpuTensor, { capacity, traits }: Lowering) {
  const bytes = 4 * resolveDim(extent(shape).rows, capacity) * extent(shape).columns;
  return tooLargeToBind(op, bytes, traits.bindingBytes);
}

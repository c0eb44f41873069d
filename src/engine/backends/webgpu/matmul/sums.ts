import { rowsText } from '../rows';
import type { Product } from './product';

/** What a workgroup covers of C, in vectors of four, and how many workgroups there are. */
export interface Covered {
  readonly threads: number;
  readonly rows: number;
  readonly columns: number;
}

/** Workgroup memory in which threads join their sums; none where each column has one thread. */
export function sumsDeclarations({ sums }: Product, covered: Covered): string {
  if (!sums || lanesOf(sums.of, covered) === 1) return '';
  return `var<workgroup> tree: array<vec4f, ${covered.threads}>;`;
}

/**
 * What the workgroups beyond the last row (for B) or column (for A) of C do where the sum over the
 * rows of a factor is wanted: add down as many of its columns as the tile has, all threads sharing
 * the rows. The gradient of a bias costs no pass so. `load` reads vector `place` of the factor.
 */
export function sumsText(
  p: Product,
  covered: Covered,
  load: (place: string) => string = (place) => `${p.sums?.of}(${place})`,
): string {
  if (!p.sums) return '';
  const { of, added } = p.sums;
  const rowsOfC = p.m.rows ?? Number(p.m.dim);
  const [length, stride, width] =
    of === 'A' ? [rowsOfC / 4, p.strideA, covered.rows] : [p.n / 4, p.strideB, covered.columns];
  const [beyond, along] =
    of === 'A'
      ? [`group.x == ${Math.ceil(p.n / 4 / covered.columns)}u`, 'group.y']
      : [`group.y == ${Math.ceil(rowsOfC / 4 / covered.rows)}u`, 'group.x'];
  const store = added ? 'setSums(own, sum + SumsResidual(own));' : 'setSums(own, sum);';
  const lanes = lanesOf(of, covered);
  const add = (from: string, place: string): string =>
    `var sum = vec4f(0.0);
for (var k = ${from}; k < ${rowsText(p.k)}; k += ${lanes}u) { sum += ${load(`k * ${stride / 4}u + ${place}`)}; }`;
  if (lanes === 1) {
    return `if (${beyond}) {
for (var i = lane; i < ${width}u; i += ${covered.threads}u) {
let own = ${along} * ${width}u + i;
if (own < ${length}u) {
${add('0u', 'own')}
${store}
}
}
return;
}`;
  }
  return `if (${beyond}) {
let own = ${along} * ${width}u + lane % ${width}u;
${add(`lane / ${width}u`, `min(own, ${length - 1}u)`)}
tree[lane] = sum;
workgroupBarrier();
if (lane < ${width}u && own < ${length}u) {
for (var i = 1u; i < ${lanes}u; i++) { sum += tree[lane + i * ${width}u]; }
${store}
}
return;
}`;
}

/** Threads that share a column. */
function lanesOf(of: 'A' | 'B', { threads, rows, columns }: Covered): number {
  return Math.max(1, Math.floor(threads / (of === 'A' ? rows : columns)));
}

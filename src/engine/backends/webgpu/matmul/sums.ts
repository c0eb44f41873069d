import { rowsText } from '../rows';
import type { Product } from './product';

/** Workgroup memory in which threads join their sums; none where each column has one thread. */
export function sumsDeclarations(threads: number, columns: number): string {
  return threads > columns ? `var<workgroup> tree: array<vec4f, ${threads}>;` : '';
}

/**
 * What the workgroups below the last row of C do where sums over the rows of B are wanted: add down
 * `columns` vectors of B, all threads sharing the rows. The gradient of a bias costs no pass so.
 */
export function sumsText(p: Product, threads: number, columns: number, mGroups: number): string {
  if (p.sums === 'none') return '';
  const length = p.n / 4;
  const lanes = Math.max(1, Math.floor(threads / columns));
  const store =
    p.sums === 'added'
      ? 'setSums(column0, sum + SumsResidual(column0));'
      : 'setSums(column0, sum);';
  const begin = `if (group.y == ${mGroups}u) {
let lane0 = lane / ${columns}u;`;
  if (lanes === 1) {
    return `if (group.y == ${mGroups}u) {
for (var own = lane; own < ${columns}u; own += ${threads}u) {
let column0 = group.x * ${columns}u + own;
if (column0 < ${length}u) {
var sum = vec4f(0.0);
for (var k = 0u; k < ${rowsText(p.k)}; k++) { sum += B(k * ${p.strideB / 4}u + column0); }
${store}
}
}
return;
}`;
  }
  return `${begin}
let column0 = group.x * ${columns}u + lane % ${columns}u;
var sum = vec4f(0.0);
for (var k = lane0; k < ${rowsText(p.k)}; k += ${lanes}u) { sum += B(k * ${p.strideB / 4}u + min(column0, ${length - 1}u)); }
tree[lane] = sum;
workgroupBarrier();
if (lane < ${columns}u && column0 < ${length}u) {
for (var i = 1u; i < ${lanes}u; i++) { sum += tree[lane + i * ${columns}u]; }
${store}
}
return;
}`;
}

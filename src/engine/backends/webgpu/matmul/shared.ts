import { each } from '../kernels/text';
import { rowsText } from '../rows';
import { epilogueDeclarations, startText, storeText } from './epilogue';
import type { Product, ProductText, Tile } from './product';
import { sumsDeclarations, sumsText } from './sums';

/** Steps of the inner size that are in workgroup memory at a time. */
const DEPTH = 16;
const PARTS = ['x', 'y', 'z', 'w'];

/** Bytes of workgroup memory that a tile takes. */
export function sharedBytes({ rows, columns, across, down }: Tile): number {
  return 4 * DEPTH * (rows * down + columns * across) + 16 * across * down;
}

/** Fills `name`[k][i] from a matrix whose rows are the inner size. */
function loadAlong(
  name: string,
  matrix: string,
  o: { width: number; stride: number; base: string; end: string; first: number; threads: number },
): string {
  return `for (var e = lane; e < ${(DEPTH * o.width) / 4}u; e += ${o.threads}u) {
let k = k0 + e / ${o.width / 4}u;
let i = ${o.base} / 4u + e % ${o.width / 4}u;
var value = vec4f(0.0);
if (k < inner && i < ${o.end} / 4u) { value = ${matrix}(k * ${o.stride / 4}u + i + ${o.first / 4}u); }
${name}[e] = value;
}`;
}

/** Fills `name`[k][i] from a matrix whose columns are the inner size, turning 4 × 4 blocks. */
function loadAcross(
  name: string,
  matrix: string,
  o: { width: number; stride: number; base: string; end: string; first: number; threads: number },
): string {
  return `for (var e = lane; e < ${(DEPTH * o.width) / 16}u; e += ${o.threads}u) {
let quad = e % ${DEPTH / 4}u;
let i = e / ${DEPTH / 4}u;
let k4 = k0 / 4u + quad;
${each(4, (q) => `var v${q} = vec4f(0.0);`)}
if (k4 < inner / 4u) {
${each(4, (q) => `v${q} = ${matrix}(min(${o.base} + i * 4u + ${q}u, ${o.end} - 1u) * ${o.stride / 4}u + k4 + ${o.first / 4}u);`)}
}
${each(4, (q) => `${name}[(quad * 4u + ${q}u) * ${o.width / 4}u + i] = vec4f(${each(4, (r) => `v${r}.${PARTS[q]}`, ', ')});`)}
}`;
}

/**
 * Tiles of A and B in workgroup memory, sums in registers: what GPUs want. Sizes are multiples of
 * four; A and B are not both transposed. Adds in the same order as the register family, so that a
 * choice of tile never changes results.
 */
export function sharedText(p: Product, tile: Tile): ProductText {
  const { rows, columns, across, down } = tile;
  const [height, width, threads] = [rows * down, columns * across, across * down];
  const a = { width: height, stride: p.strideA, base: 'rowBase', end: 'rows', threads };
  const b = { width, stride: p.strideB, base: 'columnBase', end: `${p.n}u`, threads };
  const loadA = p.transposeA
    ? loadAlong('tileA', 'A', { ...a, first: p.firstM })
    : loadAcross('tileA', 'A', { ...a, first: p.firstK });
  const loadB = p.transposeB
    ? loadAcross('tileB', 'B', { ...b, first: p.firstK })
    : loadAlong('tileB', 'B', { ...b, first: 0 });
  const covered = { threads, rows: height / 4, columns: width / 4 };
  const vectors = columns / 4;
  return {
    threads,
    declarations: `var<workgroup> tileA: array<vec4f, ${(DEPTH * height) / 4}>;
var<workgroup> tileB: array<vec4f, ${(DEPTH * width) / 4}>;
${epilogueDeclarations(p, 'vec4f')}
${sumsDeclarations(p, covered)}`,
    groupRows: height,
    groupColumns: width,
    subgroups: false,
    body: `${sumsText(p, covered)}
let rows = ${rowsText(p.m)};
let rowBase = group.y * ${height}u;
let columnBase = group.x * ${width}u;
let down = lane / ${across}u;
let across = lane % ${across}u;
let row0 = rowBase + down * ${rows}u;
let column0 = columnBase / 4u + across * ${vectors}u;
let inner = ${rowsText(p.k)};
${each(rows, (i) => each(vectors, (j) => `var s${i}_${j} = ${startText(p, 4, `min(row0 + ${i}u, rows - 1u)`, `min(column0 + ${j}u, ${p.n / 4 - 1}u)`)};`))}
for (var k0 = 0u; k0 < inner; k0 += ${DEPTH}u) {
${loadA}
${loadB}
workgroupBarrier();
for (var k = 0u; k < ${DEPTH}u; k++) {
${each(rows / 4, (i) => `let a${i} = tileA[k * ${height / 4}u + down * ${rows / 4}u + ${i}u];`)}
${each(vectors, (j) => `let b${j} = tileB[k * ${width / 4}u + across * ${vectors}u + ${j}u];`)}
${each(rows, (i) => each(vectors, (j) => `s${i}_${j} = fma(vec4f(a${i >> 2}.${PARTS[i & 3]}), b${j}, s${i}_${j});`))}
}
workgroupBarrier();
}
${each(rows, (i) =>
  each(
    vectors,
    (j) =>
      `if (row0 + ${i}u < rows && column0 + ${j}u < ${p.n / 4}u) { ${storeText(p, 4, { row: `(row0 + ${i}u)`, column: `(column0 + ${j}u)`, acc: `s${i}_${j}` })} }`,
  ),
)}`,
  };
}

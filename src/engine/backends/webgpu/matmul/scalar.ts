import { each } from '../kernels/text';
import { rowsText } from '../rows';
import { epilogueDeclarations, startText, storeText } from './epilogue';
import type { Product, ProductText, Tile } from './product';

/** Element (row, k) of op(A) and (k, column) of op(B), as places. */
function places(p: Product): { a: (row: string) => string; b: (column: string) => string } {
  return {
    a: (row) =>
      p.transposeA
        ? `k * ${p.strideA}u + ${row} + ${p.firstM}u`
        : `${row} * ${p.strideA}u + k + ${p.firstK}u`,
    b: (column) =>
      p.transposeB
        ? `${column} * ${p.strideB}u + k + ${p.firstK}u`
        : `k * ${p.strideB}u + ${column}`,
  };
}

/** Any product, element by element: for sizes that are no multiples of four. */
export function scalarText(p: Product, tile: Tile): ProductText {
  const { rows, columns, across, down } = tile;
  const at = places(p);
  const cells = (line: (i: number, j: number) => string): string =>
    each(rows, (i) => each(columns, (j) => line(i, j)));
  return {
    threads: across * down,
    declarations: epilogueDeclarations(p, 'f32'),
    groupRows: rows * down,
    groupColumns: columns * across,
    subgroups: false,
    body: `let rows = ${rowsText(p.m)};
let row0 = (group.y * ${down}u + lane / ${across}u) * ${rows}u;
let column0 = (group.x * ${across}u + lane % ${across}u) * ${columns}u;
if (row0 >= rows || column0 >= ${p.n}u) { return; }
${each(rows, (i) => `let r${i} = min(row0 + ${i}u, rows - 1u);`)}
${each(columns, (j) => `let c${j} = min(column0 + ${j}u, ${p.n - 1}u);`)}
${cells((i, j) => `var s${i}_${j} = ${startText(p, 1, `r${i}`, `c${j}`)};`)}
let inner = ${rowsText(p.k)};
for (var k = 0u; k < inner; k++) {
${each(rows, (i) => `let a${i} = A(${at.a(`r${i}`)});`)}
${each(columns, (j) => `let b${j} = B(${at.b(`c${j}`)});`)}
${cells((i, j) => `s${i}_${j} = fma(a${i}, b${j}, s${i}_${j});`)}
}
${cells(
  (i, j) =>
    `if (row0 + ${i}u < rows && column0 + ${j}u < ${p.n}u) { ${storeText(p, 1, { row: `r${i}`, column: `c${j}`, acc: `s${i}_${j}` })} }`,
)}`,
  };
}

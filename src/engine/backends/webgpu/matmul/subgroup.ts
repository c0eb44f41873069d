import { each } from '../kernels/text';
import { rowsText } from '../rows';
import { epilogueDeclarations, startText, storeText } from './epilogue';
import type { Product, ProductText, Tile } from './product';
import { sumsDeclarations, sumsText } from './sums';

/**
 * A workgroup is one subgroup. Its threads stand side by side along columns; each loads one step of
 * the inner size of A for all rows, and they hand their values round, so that A is read once and
 * without workgroup memory. B is not transposed.
 */
export function subgroupText(p: Product, tile: Tile): ProductText {
  const { rows, columns, across: size } = tile;
  const vectors = columns / 4;
  const length = p.n / 4;
  const covered = { threads: size, rows: rows / 4, columns: vectors * size };
  const loadA = p.transposeA
    ? each(
        rows,
        (i) => `let a${i} = A(mine * ${p.strideA}u + min(row0 + ${i}u, rows - 1u) + ${p.firstM}u);`,
      )
    : each(
        rows,
        (i) => `let a${i} = A(min(row0 + ${i}u, rows - 1u) * ${p.strideA}u + mine + ${p.firstK}u);`,
      );
  return {
    threads: size,
    declarations: `${epilogueDeclarations(p, 'vec4f')}\n${sumsDeclarations(p, covered)}\n${FOUR_OF}`,
    groupRows: rows,
    groupColumns: columns * size,
    subgroups: true,
    body: `${sumsText(p, covered, p.sums?.of === 'A' ? scalars : undefined)}
let rows = ${rowsText(p.m)};
let row0 = group.y * ${rows}u;
let column0 = group.x * ${vectors * size}u + lane;
${each(vectors, (j) => `let c${j} = min(column0 + ${j * size}u, ${length - 1}u);`)}
let inner = ${rowsText(p.k)};
${each(rows, (i) => each(vectors, (j) => `var s${i}_${j} = ${startText(p, 4, `min(row0 + ${i}u, rows - 1u)`, `c${j}`)};`))}
for (var k0 = 0u; k0 < inner; k0 += ${size}u) {
let mine = min(k0 + lane, inner - 1u);
${loadA}
let steps = min(${size}u, inner - k0);
for (var t = 0u; t < steps; t++) {
${each(vectors, (j) => `let b${j} = B((k0 + t) * ${p.strideB / 4}u + c${j});`)}
${each(
  rows,
  (i) => `{ let a = vec4f(subgroupShuffle(a${i}, t));
${each(vectors, (j) => `s${i}_${j} = fma(a, b${j}, s${i}_${j});`)} }`,
)}
}
}
${each(rows, (i) =>
  each(
    vectors,
    (j) =>
      `if (row0 + ${i}u < rows && column0 + ${j * size}u < ${length}u) { ${storeText(p, 4, { row: `(row0 + ${i}u)`, column: `c${j}`, acc: `s${i}_${j}` })} }`,
  ),
)}`,
  };
}

const FOUR_OF =
  'fn fourOf(i: u32) -> vec4f { return vec4f(A(i), A(i + 1u), A(i + 2u), A(i + 3u)); }';

/** A vector of A, which this family binds value by value. */
function scalars(place: string): string {
  return `fourOf(4u * (${place}))`;
}

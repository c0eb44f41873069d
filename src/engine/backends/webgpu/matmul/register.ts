import { each } from '../kernels/text';
import { rowsText } from '../rows';
import { epilogueDeclarations, startText, storeText } from './epilogue';
import type { Product, ProductText, Tile } from './product';
import { sumsDeclarations, sumsText } from './sums';

const PARTS = ['x', 'y', 'z', 'w'];

/** Loads of four steps of the inner size, and the sums they add; A not transposed. */
function innerRows(p: Product, { rows, columns }: Tile): string {
  const vectors = columns / 4;
  const loadA = each(rows, (i) => `let a${i} = A(ra${i} + k);`);
  const multiply = (part: number, b: (j: number) => string): string =>
    each(rows, (i) =>
      each(vectors, (j) => `s${i}_${j} = fma(vec4f(a${i}.${PARTS[part]}), ${b(j)}, s${i}_${j});`),
    );
  if (!p.transposeB) {
    return `${loadA}
${each(
  4,
  (part) => `{
let kb = (k * 4u + ${part}u) * ${p.strideB / 4}u;
${each(vectors, (j) => `let b${j} = B(kb + c${j});`)}
${multiply(part, (j) => `b${j}`)}
}`,
)}`;
  }
  const column = (j: number, part: number): string =>
    `vec4f(${each(4, (q) => `b${4 * j + q}.${PARTS[part]}`, ', ')})`;
  return `${loadA}
${each(columns, (j) => `let b${j} = B(rb${j} + k);`)}
${each(
  4,
  (part) => `{
${each(vectors, (j) => `let t${j} = ${column(j, part)};`)}
${multiply(part, (j) => `t${j}`)}
}`,
)}`;
}

/** One step of the inner size with A transposed. */
function innerColumns(p: Product, { rows, columns }: Tile): string {
  return `${each(rows / 4, (i) => `let a${i} = A(k * ${p.strideA / 4}u + m${i});`)}
${each(columns / 4, (j) => `let b${j} = B(k * ${p.strideB / 4}u + c${j});`)}
${each(rows, (i) =>
  each(
    columns / 4,
    (j) => `s${i}_${j} = fma(vec4f(a${i >> 2}.${PARTS[i & 3]}), b${j}, s${i}_${j});`,
  ),
)}`;
}

/**
 * Sums in registers alone: no workgroup memory and no barriers, which cost a CPU that plays a GPU
 * more than they save. Sizes are multiples of four; A and B are not both transposed.
 */
export function registerText(p: Product, tile: Tile): ProductText {
  const { rows, columns, across, down } = tile;
  const vectors = columns / 4;
  const length = p.n / 4;
  const groupRows = rows * down;
  const loop = p.transposeA
    ? `for (var k = 0u; k < inner; k++) {\n${innerColumns(p, tile)}\n}`
    : `for (var k = 0u; k < inner / 4u; k++) {\n${innerRows(p, tile)}\n}`;
  const bases = p.transposeA
    ? each(
        rows / 4,
        (i) => `let m${i} = min(row0 / 4u + ${i}u, rows / 4u - 1u) + ${p.firstM / 4}u;`,
      )
    : each(rows, (i) => `let ra${i} = r${i} * ${p.strideA / 4}u + ${p.firstK / 4}u;`);
  const baseB = p.transposeB
    ? each(
        columns,
        (j) =>
          `let rb${j} = min(column0 * 4u + ${j}u, ${p.n - 1}u) * ${p.strideB / 4}u + ${p.firstK / 4}u;`,
      )
    : '';
  const threads = across * down;
  const covered = { threads, rows: groupRows / 4, columns: vectors * across };
  return {
    threads,
    declarations: `${epilogueDeclarations(p, 'vec4f')}\n${sumsDeclarations(p, covered)}`,
    groupRows,
    groupColumns: columns * across,
    subgroups: false,
    body: `${sumsText(p, covered)}
let rows = ${rowsText(p.m)};
let row0 = (group.y * ${down}u + lane / ${across}u) * ${rows}u;
let column0 = (group.x * ${across}u + lane % ${across}u) * ${vectors}u;
if (row0 >= rows || column0 >= ${length}u) { return; }
${each(rows, (i) => `let r${i} = min(row0 + ${i}u, rows - 1u);`)}
${each(vectors, (j) => `let c${j} = min(column0 + ${j}u, ${length - 1}u);`)}
${bases}
${baseB}
${each(rows, (i) => each(vectors, (j) => `var s${i}_${j} = ${startText(p, 4, `r${i}`, `c${j}`)};`))}
let inner = ${rowsText(p.k)};
${loop}
${each(rows, (i) =>
  each(
    vectors,
    (j) =>
      `if (row0 + ${i}u < rows && column0 + ${j}u < ${length}u) { ${storeText(p, 4, { row: `r${i}`, column: `c${j}`, acc: `s${i}_${j}` })} }`,
  ),
)}`,
  };
}

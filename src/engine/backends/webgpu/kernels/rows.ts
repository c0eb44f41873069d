import type { Dim } from '../../../graph/shapes';
import { type Kernel, type Lower, type Lowering, reads, writes } from '../kernel';
import { partsOf, type RowRange, readsRows, rowsInUse, rowsText, viewAll, viewRows } from '../rows';
import { extent, type GpuTensor } from '../views';
import { clear, copy } from './elementwise';
import { flatKernel } from './flat';
import { vectorFor } from './text';

/** y[i] = table[index[i]]. A table in parts fills the rows that each part has. */
export const gather: Lower = (step, on) => {
  const [index, table] = step.inputs as [GpuTensor, GpuTensor];
  const y = step.outputs[0] as GpuTensor;
  const { columns } = extent(y.shape);
  const { type, width } = vectorFor(columns);
  const length = columns / width;
  const outputs = partsOf(extent(y.shape).rows, [y], on);
  return partsOf(extent(table.shape).rows, [table], on).flatMap((part) =>
    outputs.map((range) =>
      flatKernel(
        {
          label: step.op,
          bound: {
            Index: reads(viewRows(index, range, on), 'i32'),
            Table: readsRows(table, part, type, on),
            Y: writes(viewRows(y, range, on), type),
          },
          range,
          columns,
          width,
          body: `let source = u32(Index(i / ${length}u))${part.rows === null ? '' : ` - ${part.first}u`};
${part.rows === null ? '' : `if (source >= ${rowsText(part)}) { continue; }`}
setY(i, Table(source * ${length}u + i % ${length}u));`,
        },
        on,
      ),
    ),
  );
};

/** y[i] = table[index[i]] where that is a row, else x[i]; it may lie over x. */
export const replaceRows: Lower = (step, on) => {
  const [x, index, table] = step.inputs as [GpuTensor, GpuTensor, GpuTensor];
  const y = step.outputs[0] as GpuTensor;
  const { rows, columns } = extent(y.shape);
  const { type, width } = vectorFor(columns);
  const length = columns / width;
  return partsOf(rows, [x, y], on).map((range) =>
    flatKernel(
      {
        label: step.op,
        bound: {
          X: reads(viewRows(x, range, on), type),
          Index: reads(viewRows(index, range, on), 'i32'),
          Table: reads(viewAll(table, on, step.op), type),
          Y: writes(viewRows(y, range, on), type),
        },
        range,
        columns,
        width,
        body: `let named = u32(Index(i / ${length}u));
if (named < ${Number(table.shape[0])}u) { setY(i, Table(named * ${length}u + i % ${length}u)); } else { setY(i, X(i)); }`,
      },
      on,
    ),
  );
};

/**
 * y[index[i]] += dy[i], in order of i. The first token of an id adds up all tokens of that id, so
 * that no two workgroups touch a row.
 */
export const scatterAdd: Lower = (step, on) => {
  const [index, dy, residual] = step.inputs as [GpuTensor, GpuTensor, GpuTensor | undefined];
  const y = step.outputs[0] as GpuTensor;
  const parts = partsOf(extent(y.shape).rows, [y], on);
  const inPlace = residual?.holder === y.holder && residual.offset === y.offset;
  const begin = residual ? (inPlace ? [] : copy(residual, y, on)) : clear(y, on);
  return [...begin, ...parts.map((part) => scatterKernel(index, dy, y, part, on))];
};

function scatterKernel(
  index: GpuTensor,
  dy: GpuTensor,
  y: GpuTensor,
  part: RowRange,
  on: Lowering,
): Kernel {
  const { columns } = extent(y.shape);
  const tokens = { dim: extent(index.shape).rows, first: 0, rows: null };
  const { type, width } = vectorFor(columns);
  const length = columns / width;
  const threads = on.traits.software ? 8 : 64;
  return {
    label: 'scatterAdd',
    bound: {
      Index: reads(viewAll(index, on, 'scatterAdd'), 'i32'),
      DY: reads(viewAll(dy, on, 'scatterAdd'), type),
      Y: writes(viewRows(y, part, on), type),
    },
    threads,
    body: `let token = group.x;
let id = Index(token);
for (var i = 0u; i < token; i++) { if (Index(i) == id) { return; } }
let to = u32(id) - ${part.first}u;
if (to >= ${rowsText(part)}) { return; }
for (var c = lane; c < ${length}u; c += ${threads}u) {
  var sum = Y(to * ${length}u + c);
  for (var i = token; i < ${rowsText(tokens)}; i++) { if (Index(i) == id) { sum += DY(i * ${length}u + c); } }
  setY(to * ${length}u + c, sum);
}`,
    groups: (counts) => [rowsInUse(tokens, counts), 1, 1],
  };
}

/** segmentOf(token): the last segment that begins at or before it. Reads Segments. */
export const SEGMENT_OF = `fn segmentOf(token: u32) -> u32 {
  var low = 0u;
  var high = counts.s;
  while (high - low > 1u) {
    let middle = (low + high) / 2u;
    if (u32(Segments(middle).x) <= token) { low = middle; } else { high = middle; }
  }
  return low;
}`;

/** Mean of the rows of each segment. */
export const segmentMean: Lower = (step, on) => {
  const [x, segments] = step.inputs as [GpuTensor, GpuTensor];
  const y = step.outputs[0] as GpuTensor;
  const { rows, columns } = extent(y.shape);
  const { type, width } = vectorFor(columns);
  const length = columns / width;
  return segmentKernel(step.op, rows, columns, width, on, {
    bound: {
      X: reads(viewAll(x, on, step.op), type),
      Segments: reads(viewAll(segments, on, step.op), 'vec2i'),
      Y: writes(viewAll(y, on, step.op), type),
    },
    body: `let segment = Segments(i / ${length}u);
var sum = ${type}(0.0);
for (var token = 0; token < segment.y; token++) { sum += X(u32(segment.x + token) * ${length}u + i % ${length}u); }
setY(i, sum / f32(segment.y));`,
  });
};

/** dy of its segment over the segment's length, for every token; 0 for one that stands in none. */
export const segmentMeanGrad: Lower = (step, on) => {
  const [dy, segments] = step.inputs as [GpuTensor, GpuTensor];
  const dx = step.outputs[0] as GpuTensor;
  const { rows, columns } = extent(dx.shape);
  const { type, width } = vectorFor(columns);
  const length = columns / width;
  return segmentKernel(step.op, rows, columns, width, on, {
    declarations: SEGMENT_OF,
    bound: {
      DY: reads(viewAll(dy, on, step.op), type),
      Segments: reads(viewAll(segments, on, step.op), 'vec2i'),
      DX: writes(viewAll(dx, on, step.op), type),
    },
    body: `let token = i / ${length}u;
let segment = segmentOf(token);
let place = Segments(segment);
let inside = i32(token) >= place.x && i32(token) < place.x + place.y;
setDX(i, select(${type}(0.0), DY(segment * ${length}u + i % ${length}u) / f32(place.y), inside));`,
  });
};

function segmentKernel(
  label: string,
  dim: Dim,
  columns: number,
  width: number,
  on: Lowering,
  rest: Pick<Kernel, 'bound' | 'body' | 'declarations'>,
): Kernel[] {
  return [flatKernel({ label, range: { dim, first: 0, rows: null }, columns, width, ...rest }, on)];
}

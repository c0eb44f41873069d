import { numberAttr } from '../../../ops/op';
import { type Lower, reads, writes } from '../kernel';
import { partsOf, viewAll, viewRows } from '../rows';
import { extent, type GpuTensor } from '../views';
import { columnKernel } from './columns';
import { teamFor, teamKernel } from './teams';
import { f32, vectorFor } from './text';

/** y and (μ, 1/√(σ² + ε)) of every row. */
export const layerNorm: Lower = (step, on) => {
  const [x, gamma, beta] = step.inputs as [GpuTensor, GpuTensor, GpuTensor];
  const [y, stats] = step.outputs as [GpuTensor, GpuTensor];
  const { rows, columns } = extent(x.shape);
  const { type, width, sum } = vectorFor(columns);
  const length = columns / width;
  return partsOf(rows, [x, y, stats], on).map((range) =>
    teamKernel(teamFor(on.traits), range, {
      label: step.op,
      bound: {
        X: reads(viewRows(x, range, on), type),
        Gamma: reads(viewAll(gamma, on, step.op), type),
        Beta: reads(viewAll(beta, on, step.op), type),
        Y: writes(viewRows(y, range, on), type),
        Stats: writes(viewRows(stats, range, on), 'vec2f'),
      },
      body: `let base = row * ${length}u;
var sum = ${type}(0.0);
for (var c = first; c < ${length}u; c += step) { sum += X(base + c); }
let mean = total(${sum('sum')}, lane) / ${f32(columns)};
var squares = ${type}(0.0);
for (var c = first; c < ${length}u; c += step) { let apart = X(base + c) - mean; squares += apart * apart; }
let rstd = inverseSqrt(total(${sum('squares')}, lane) / ${f32(columns)} + ${f32(numberAttr(step.attrs, 'epsilon'))});
if (used) {
  if (first == 0u) { setStats(row, vec2f(mean, rstd)); }
  for (var c = first; c < ${length}u; c += step) { setY(base + c, (X(base + c) - mean) * rstd * Gamma(c) + Beta(c)); }
}`,
    }),
  );
};

/** dx; it may lie over dy. */
export const layerNormGrad: Lower = (step, on) => {
  const [x, gamma, stats, dy] = step.inputs as [GpuTensor, GpuTensor, GpuTensor, GpuTensor];
  const dx = step.outputs[0] as GpuTensor;
  const { rows, columns } = extent(x.shape);
  const { type, width, sum } = vectorFor(columns);
  const length = columns / width;
  return partsOf(rows, [x, stats, dy, dx], on).map((range) =>
    teamKernel(teamFor(on.traits), range, {
      label: step.op,
      bound: {
        X: reads(viewRows(x, range, on), type),
        Gamma: reads(viewAll(gamma, on, step.op), type),
        Stats: reads(viewRows(stats, range, on), 'vec2f'),
        DY: reads(viewRows(dy, range, on), type),
        DX: writes(viewRows(dx, range, on), type),
      },
      body: `let base = row * ${length}u;
let stats = Stats(row);
var sum = ${type}(0.0);
var along = ${type}(0.0);
for (var c = first; c < ${length}u; c += step) {
  let weighted = DY(base + c) * Gamma(c);
  sum += weighted;
  along += weighted * (X(base + c) - stats.x) * stats.y;
}
let average = total(${sum('sum')}, lane) / ${f32(columns)};
let slope = total(${sum('along')}, lane) / ${f32(columns)};
if (used) {
  for (var c = first; c < ${length}u; c += step) {
    let normal = (X(base + c) - stats.x) * stats.y;
    setDX(base + c, stats.y * (DY(base + c) * Gamma(c) - average - normal * slope));
  }
}`,
    }),
  );
};

/** dγ and dβ. */
export const layerNormParameterGrad: Lower = (step, on) => {
  const [x, stats, dy] = step.inputs as [GpuTensor, GpuTensor, GpuTensor];
  const [gamma, beta] = step.outputs as [GpuTensor, GpuTensor];
  const { rows, columns } = extent(x.shape);
  const { type, width } = vectorFor(columns);
  const at = `row * ${columns / width}u + column`;
  return [
    columnKernel(on.traits, {
      label: step.op,
      rows,
      type,
      length: columns / width,
      bound: {
        X: reads(viewAll(x, on, step.op), type),
        Stats: reads(viewAll(stats, on, step.op), 'vec2f'),
        DY: reads(viewAll(dy, on, step.op), type),
        DGamma: writes(viewAll(gamma, on, step.op), type),
        DBeta: writes(viewAll(beta, on, step.op), type),
      },
      sums: 2,
      add: `let stats = Stats(row);
let g = DY(${at});
sum0 += (X(${at}) - stats.x) * stats.y * g;
sum1 += g;`,
      store: 'setDGamma(column, sum0);\nsetDBeta(column, sum1);',
    }),
  ];
};

/** y = m over the Euclidean norms of V's rows. */
export const overRowNorm: Lower = (step, on) => {
  const [m, v] = step.inputs as [GpuTensor, GpuTensor];
  const y = step.outputs[0] as GpuTensor;
  const { rows, columns } = extent(v.shape);
  const { type, width, sum } = vectorFor(columns);
  const length = columns / width;
  return partsOf(rows, [v], on).map((range) =>
    teamKernel(teamFor(on.traits), range, {
      label: step.op,
      bound: {
        M: reads(viewRows(m, range, on), 'f32'),
        V: reads(viewRows(v, range, on), type),
        Y: writes(viewRows(y, range, on), 'f32'),
      },
      body: `let base = row * ${length}u;
var squares = ${type}(0.0);
for (var c = first; c < ${length}u; c += step) { squares += V(base + c) * V(base + c); }
let norm = sqrt(total(${sum('squares')}, lane));
if (used && first == 0u) { setY(row, M(row) / norm); }`,
    }),
  );
};

import { EngineError } from '../../../core/errors';
import { HALTED } from '../../../ops/gradientNorm';
import { numberAttr } from '../../../ops/op';
import { type Kernel, type Lower, type Lowering, reads, writes } from '../kernel';
import { allRows, viewAll } from '../rows';
import { type GpuTensor, sameView } from '../views';
import { type Chunk, chunksOf } from './chunks';
import { teamFor, teamKernel } from './teams';
import { f32 } from './text';

/** Σ of all squares: a sum per chunk, then the sum of those. */
export const squaredNorm: Lower = (step, on) => {
  for (const { shape } of step.inputs) if (typeof shape[0] === 'string') throw dynamic();
  const chunks = step.inputs.flatMap((tensor) => chunksOf(tensor, on));
  const sums = on.temporary([chunks.length]);
  const windows: { chunk: Chunk; index: number }[][] = [];
  chunks.forEach((chunk, index) => {
    const known = windows.find(([one]) => one && sameView(one.chunk.window, chunk.window));
    if (known) known.push({ chunk, index });
    else windows.push([{ chunk, index }]);
  });
  const kernels = windows.map((window) => partialKernel(window, sums, on));
  return [...kernels, sumKernel(sums, chunks.length, step.outputs[0] as GpuTensor, on)];
};

/** One sum per chunk of a window; the table says where chunks begin and how long they are. */
function partialKernel(
  chunks: readonly { readonly chunk: Chunk; readonly index: number }[],
  sums: GpuTensor,
  on: Lowering,
): Kernel {
  const table = new Uint32Array(
    chunks.flatMap(({ chunk, index }) => [chunk.start, chunk.elements, index, 0]),
  );
  return teamKernel(teamFor(on.traits), allRows(chunks.length), {
    label: 'squaredNorm',
    bound: {
      X: reads((chunks[0] as (typeof chunks)[number]).chunk.window, 'vec4f'),
      Table: reads(on.constant(table), 'vec4u'),
      Sums: writes(viewAll(sums, on, 'squaredNorm'), 'f32'),
    },
    body: `let chunk = Table(row);
var even = vec4f(0.0);
var odd = vec4f(0.0);
let whole = chunk.y / 4u;
for (var i = first; i < whole; i += 2u * step) {
  let x = X(chunk.x + i);
  even += x * x;
  if (i + step < whole) { let next = X(chunk.x + i + step); odd += next * next; }
}
var rest = 0.0;
if (first == 0u) { for (var i = whole * 4u; i < chunk.y; i++) { let x = X(chunk.x + whole)[i % 4u]; rest += x * x; } }
let sum = total(dot(even + odd, vec4f(1.0)) + rest, lane);
if (used && first == 0u) { setSums(chunk.z, sum); }`,
  });
}

function sumKernel(sums: GpuTensor, count: number, norm: GpuTensor, on: Lowering): Kernel {
  return teamKernel(teamFor(on.traits), allRows(1), {
    label: 'squaredNorm',
    bound: {
      Sums: reads(viewAll(sums, on, 'squaredNorm'), 'f32'),
      Norm: writes(viewAll(norm, on, 'squaredNorm'), 'f32'),
    },
    // Kahan's sum: there may be thousands of chunks.
    body: `var sum = 0.0;
var lost = 0.0;
for (var i = first; i < ${count}u; i += step) {
  let next = Sums(i) - lost;
  let larger = sum + next;
  lost = (larger - sum) - next;
  sum = larger;
}
let all = total(sum, lane);
if (used && first == 0u) { setNorm(0u, all); }`,
  });
}

/** √ of the squared norm, the factor that clips it, and whether the run has halted. */
export const clipFactor: Lower = (step, on) => {
  const [squared, loss, before] = step.inputs as [GpuTensor, GpuTensor, GpuTensor];
  const [norm, factor, halted] = step.outputs as [GpuTensor, GpuTensor, GpuTensor];
  const most = numberAttr(step.attrs, 'maxNorm');
  return [
    {
      label: step.op,
      bound: {
        Squared: reads(viewAll(squared, on, step.op), 'f32'),
        Loss: reads(viewAll(loss, on, step.op), 'f32'),
        Before: reads(viewAll(before, on, step.op), 'f32'),
        Norm: writes(viewAll(norm, on, step.op), 'f32'),
        Factor: writes(viewAll(factor, on, step.op), 'f32'),
        Halted: writes(viewAll(halted, on, step.op), 'f32'),
      },
      threads: 1,
      // By their bits: compilers may take every number to be finite.
      declarations:
        'fn finite(x: f32) -> bool { return (bitcast<u32>(x) & 0x7f800000u) != 0x7f800000u; }',
      body: `let norm = sqrt(Squared(0u));
let fine = finite(norm) && finite(Loss(0u)) && Before(0u) == 0.0;
setNorm(0u, norm);
setFactor(0u, select(${f32(HALTED)}, ${most > 0 ? `min(1.0, ${f32(most)} / (norm + 1e-6))` : '1.0'}, fine));
setHalted(0u, select(1.0, 0.0, fine));`,
      groups: () => [1, 1, 1],
    },
  ];
};

function dynamic(): EngineError {
  const message = 'the norm is taken of tensors of one size, as gradients are, not of a batch';
  return new EngineError('executor/no-kernel', message, { op: 'squaredNorm' });
}

import { type Kernel, type Lower, type Lowering, reads, writes } from '../kernel';
import { allRows, viewAll } from '../rows';
import { extent, type GpuTensor, type View } from '../views';
import { columnKernel } from './columns';
import { teamFor, teamKernel } from './teams';

/** Units of a direction and rows of the sequence. */
interface Sizes {
  readonly rows: number;
  readonly hidden: number;
}

/** What a direction's texts are written with; they are the same at every row, so share a pipeline. */
interface Direction {
  /** 0: from the first row to the last; 1: from the last to the first. */
  readonly index: 0 | 1;
  /** WGSL of the rows taken just before and after row `at`, and whether there are such rows. */
  readonly past: string;
  readonly next: string;
  readonly hasPast: string;
  readonly hasNext: string;
}

const SIGMOID = 'fn sigmoid(x: vec4f) -> vec4f { return 1.0 / (1.0 + exp(min(-x, vec4f(80.0)))); }';
/** tanh beyond ±10 is ±1, and some drivers' overflows. */
const TANH = 'fn tanhOf(x: f32) -> f32 { return tanh(clamp(x, -10.0, 10.0)); }';

/** h, and i|f|g|o|c and the h before of each direction: a dispatch a row, a team of threads a unit. */
export const lstm: Lower = (step, on) => {
  const [h, , , before] = step.outputs as GpuTensor[];
  const sizes = sizesOf(before as GpuTensor);
  return inOrder(sizes, on, (direction, at) => {
    const { index } = direction;
    const [x, w] = [step.inputs[index], step.inputs[2 + index]] as [GpuTensor, GpuTensor];
    const [saved, start] = [step.outputs[1 + index], step.outputs[3 + index]];
    const all = (tensor: GpuTensor | undefined): View => viewAll(tensor as GpuTensor, on, step.op);
    const kernel = teamKernel(teamFor(on.traits), allRows(sizes.hidden), {
      label: step.op,
      bound: {
        X: reads(all(x), 'f32'),
        W: reads(all(w), 'f32'),
        Y: writes(all(h), 'f32'),
        Saved: writes(all(saved), 'f32'),
        Before: writes(all(start), 'f32'),
      },
      declarations: `${SIGMOID}\n${TANH}`,
      body: cellText(sizes, direction),
    });
    return { ...kernel, uniforms: { at } };
  });
};

/** dx of each direction: a dispatch a row, threads that add down the columns of W. */
export const lstmGrad: Lower = (step, on) => {
  const dh = step.inputs[4] as GpuTensor;
  const [w] = step.inputs as [GpuTensor];
  const sizes = { rows: Number(dh.shape[0]), hidden: Number(w.shape[1]) };
  const carried = [on.temporary([sizes.hidden]), on.temporary([sizes.hidden])];
  return inOrder(sizes, on, (direction, at) => {
    const { index } = direction;
    const [own, saved] = [step.inputs[index], step.inputs[2 + index]];
    const all = (tensor: GpuTensor | undefined): View => viewAll(tensor as GpuTensor, on, step.op);
    const kernel = columnKernel(on.traits, {
      label: step.op,
      rows: 4 * sizes.hidden,
      type: 'f32',
      length: sizes.hidden,
      bound: {
        W: reads(all(own), 'f32'),
        Saved: reads(all(saved), 'f32'),
        DH: reads(all(dh), 'f32'),
        DX: writes(all(step.outputs[index]), 'f32'),
        Carried: writes(all(carried[index]), 'f32'),
      },
      sums: 1,
      add: `if (${direction.hasNext}) { sum0 += DX(u32(${direction.next}) * ${4 * sizes.hidden}u + row) * W(row * ${sizes.hidden}u + column); }`,
      store: cellGradText(sizes, direction),
    });
    return { ...kernel, uniforms: { at } };
  }).reverse();
};

function sizesOf(before: GpuTensor): Sizes {
  const { rows, columns } = extent(before.shape);
  return { rows: Number(rows), hidden: columns };
}

/** Kernels of both directions for every row, in the order in which the directions take them. */
function inOrder(
  { rows }: Sizes,
  on: Lowering,
  kernel: (direction: Direction, at: View) => Kernel,
): Kernel[] {
  const last = `at < ${rows - 1}`;
  const forward: Direction = {
    index: 0,
    ...{ past: 'at - 1', hasPast: 'at > 0', next: 'at + 1', hasNext: last },
  };
  const reverse: Direction = {
    index: 1,
    ...{ past: 'at + 1', hasPast: last, next: 'at - 1', hasNext: 'at > 0' },
  };
  const places = Array.from({ length: rows }, (_, row) => on.constant(Uint32Array.of(row)));
  return places.flatMap((place, step) => [
    kernel(forward, place),
    kernel(reverse, places[rows - 1 - step] as View),
  ]);
}

/** A unit's gates, cell and h. */
function cellText({ hidden }: Sizes, { index, past, hasPast }: Direction): string {
  const ofH = `2u + ${index}u) * ${hidden}u`;
  return `let past = u32(${past});
var sums = vec4f(0.0);
if (${hasPast}) {
  for (var c = first; c < ${hidden}u; c += step) {
    let w = vec4f(W(row * ${hidden}u + c), W((row + ${hidden}u) * ${hidden}u + c), W((row + ${2 * hidden}u) * ${hidden}u + c), W((row + ${3 * hidden}u) * ${hidden}u + c));
    sums += Y((past * ${ofH} + c) * w;
  }
}
sums = vec4f(total(sums.x, lane), total(sums.y, lane), total(sums.z, lane), total(sums.w, lane));
if (used && first == 0u) {
  let x = u32(at) * ${4 * hidden}u + row;
  let gates = sums + vec4f(X(x), X(x + ${hidden}u), X(x + ${2 * hidden}u), X(x + ${3 * hidden}u));
  let open = sigmoid(gates);
  let g = tanhOf(gates.z);
  var started = 0.0;
  var cell = 0.0;
  if (${hasPast}) {
    started = Y((past * ${ofH} + row);
    cell = Saved((past * 5u + 4u) * ${hidden}u + row);
  }
  let c = open.y * cell + open.x * g;
  let kept = u32(at) * ${5 * hidden}u + row;
  setSaved(kept, open.x);
  setSaved(kept + ${hidden}u, open.y);
  setSaved(kept + ${2 * hidden}u, g);
  setSaved(kept + ${3 * hidden}u, open.w);
  setSaved(kept + ${4 * hidden}u, c);
  setBefore(u32(at) * ${hidden}u + row, started);
  setY((u32(at) * ${ofH} + row, open.w * tanhOf(c));
}`;
}

/** A unit's dx, from sum0: what comes to its h from the row after. */
function cellGradText({ hidden }: Sizes, { index, past, hasPast, hasNext }: Direction): string {
  return `let kept = u32(at) * ${5 * hidden}u + column;
let i = Saved(kept);
let f = Saved(kept + ${hidden}u);
let g = Saved(kept + ${2 * hidden}u);
let o = Saved(kept + ${3 * hidden}u);
let t = tanh(clamp(Saved(kept + ${4 * hidden}u), -10.0, 10.0));
let d = DH((u32(at) * 2u + ${index}u) * ${hidden}u + column) + sum0;
var dc = d * o * (1.0 - t * t);
if (${hasNext}) { dc += Carried(column); }
var cell = 0.0;
if (${hasPast}) { cell = Saved((u32(${past}) * 5u + 4u) * ${hidden}u + column); }
let to = u32(at) * ${4 * hidden}u + column;
setCarried(column, dc * f);
setDX(to, dc * g * i * (1.0 - i));
setDX(to + ${hidden}u, dc * cell * f * (1.0 - f));
setDX(to + ${2 * hidden}u, dc * i * (1.0 - g * g));
setDX(to + ${3 * hidden}u, d * t * o * (1.0 - o));`;
}

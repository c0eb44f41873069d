import type { Attrs } from '../../../graph/node';
import { numberAttr } from '../../../ops/op';
import { type GpuStep, type Kernel, type Lowering, reads, writes } from '../kernel';
import { viewAll } from '../rows';
import { type GpuTensor, sameView, type View } from '../views';
import { type Chunk, chunksOf } from './chunks';
import { copy } from './elementwise';
import { f32 } from './text';

const THREADS = 64;

/** How one optimizer updates four elements, and on which tensors. */
interface Rule {
  /** Names of a step's tensors before hyper and factor: θ, gradient, state. */
  readonly names: readonly string[];
  /** Which outputs stand over which of the names. */
  readonly updates: readonly string[];
  /** `at.x`… are where the names begin; `g` is the clipped gradient, `rate` and `decay` the group's. */
  body(attrs: Attrs): string;
}

const ADAM: Rule = {
  names: ['P', 'G', 'M', 'V'],
  updates: ['P', 'M', 'V'],
  body(attrs) {
    const [beta1, beta2] = [numberAttr(attrs, 'beta1'), numberAttr(attrs, 'beta2')];
    const decoupled = attrs.decoupled === true;
    return `let old = P(at.x + i);
let gradient = ${decoupled ? 'g' : 'g + decay * old'};
let m = M(at.z + i) * ${f32(beta1)} + gradient * ${f32(1 - beta1)};
let v = V(at.w + i) * ${f32(beta2)} + gradient * gradient * ${f32(1 - beta2)};
let spread = sqrt(v) / sqrt(Hyper(2u)) + ${f32(numberAttr(attrs, 'epsilon'))};
setM(at.z + i, m);
setV(at.w + i, v);
setP(at.x + i, ${decoupled ? 'old * (1.0 - rate * decay)' : 'old'} - rate / Hyper(1u) * (m / spread));`;
  },
};

const SGD: Rule = {
  names: ['P', 'G', 'B'],
  updates: ['P', 'B'],
  body: (attrs) => `let old = P(at.x + i);
let gradient = g + decay * old;
let b = B(at.z + i) * ${f32(numberAttr(attrs, 'momentum'))} + gradient;
setB(at.z + i, b);
setP(at.x + i, old - rate * ${attrs.nesterov === true ? `(gradient + b * ${f32(numberAttr(attrs, 'momentum'))})` : 'b'});`,
};

/** What one workgroup updates: chunks of θ, gradient and state, with the group's settings. */
interface Piece {
  readonly windows: readonly View[];
  readonly words: readonly number[];
}

/** Adam steps of many tensors, each in place, in as few dispatches as their slabs allow. */
export const adamUpdates = (steps: readonly GpuStep[], on: Lowering): Kernel[] =>
  updates(ADAM, steps, on);

/** SGD steps of many tensors. */
export const sgdUpdates = (steps: readonly GpuStep[], on: Lowering): Kernel[] =>
  updates(SGD, steps, on);

function updates(rule: Rule, steps: readonly GpuStep[], on: Lowering): Kernel[] {
  const kernels: Kernel[] = [];
  const pieces = new Map<string, { step: GpuStep; pieces: Piece[] }[]>();
  for (const step of steps) {
    kernels.push(...copies(rule, step, on));
    const alike = grouped(pieces, settingsKey(step));
    for (const piece of piecesOf(rule, step, on)) {
      const group = alike.find((one) => sameWindows(one.pieces[0] as Piece, piece));
      if (group) group.pieces.push(piece);
      else alike.push({ step, pieces: [piece] });
    }
  }
  for (const { step, pieces: list } of [...pieces.values()].flat())
    kernels.push(updateKernel(rule, step, list, on));
  return kernels;
}

function grouped<V>(map: Map<string, V[]>, key: string): V[] {
  const list = map.get(key) ?? [];
  map.set(key, list);
  return list;
}

/** What is written into the kernel's text: steps that differ in it do not share a dispatch. */
function settingsKey({ attrs }: GpuStep): string {
  const { weightDecay: _decay, rateScale: _rate, ...rest } = attrs;
  return JSON.stringify(rest);
}

/** Kernels update in place: where a plan writes elsewhere, its tensors are copied there first. */
function copies({ names, updates }: Rule, { inputs, outputs }: GpuStep, on: Lowering): Kernel[] {
  return updates.flatMap((name, i) => {
    const from = inputs[names.indexOf(name)] as GpuTensor;
    const to = outputs[i] as GpuTensor;
    return from.holder === to.holder && from.offset === to.offset ? [] : copy(from, to, on);
  });
}

/** The tensors that are updated and read, by name, and the factor last. */
function tensorsOf({ names, updates }: Rule, { inputs, outputs }: GpuStep): GpuTensor[] {
  const own = names.map((name, i) => {
    const written = updates.indexOf(name);
    return (written < 0 ? inputs[i] : outputs[written]) as GpuTensor;
  });
  return [...own, inputs[names.length + 1] as GpuTensor];
}

function piecesOf(rule: Rule, step: GpuStep, on: Lowering): Piece[] {
  const tensors = tensorsOf(rule, step);
  const chunks = tensors.map((tensor) => chunksOf(tensor, on));
  const factor = (chunks.at(-1) as Chunk[])[0] as Chunk;
  const own = chunks.slice(0, -1);
  return (own[0] as Chunk[]).map((chunk, i) => {
    const all = own.map((list) => list[i] as Chunk);
    const starts = Array.from({ length: 4 }, (_, place) => all[place]?.start ?? 0);
    return {
      windows: [...all.map(({ window }) => window), factor.window],
      words: [
        ...starts,
        Math.ceil(chunk.elements / 4),
        bitsOf(numberAttr(step.attrs, 'weightDecay')),
        bitsOf(numberAttr(step.attrs, 'rateScale')),
        factor.start,
      ],
    };
  });
}

function sameWindows(a: Piece, b: Piece): boolean {
  return a.windows.every((window, i) => sameView(window, b.windows[i] as View));
}

function updateKernel(rule: Rule, step: GpuStep, pieces: readonly Piece[], on: Lowering): Kernel {
  const { windows } = pieces[0] as Piece;
  const names = [...rule.names, 'Factor'];
  const hyper = step.inputs[rule.names.length] as GpuTensor;
  const tensors = names.map((name, i) => {
    const view = windows[i] as View;
    return [
      name,
      rule.updates.includes(name) ? writes(view, 'vec4f') : reads(view, 'vec4f'),
    ] as const;
  });
  const table = new Uint32Array(pieces.flatMap(({ words }) => words));
  const width = Math.min(pieces.length, on.traits.groups);
  return {
    label: step.op,
    bound: {
      ...Object.fromEntries(tensors),
      Hyper: reads(viewAll(hyper, on, step.op), 'f32'),
      Table: reads(on.constant(table), 'vec4u'),
    },
    threads: THREADS,
    body: `let piece = group.y * ${width}u + group.x;
if (piece >= ${pieces.length}u) { return; }
let at = Table(2u * piece);
let settings = Table(2u * piece + 1u);
let decay = bitcast<f32>(settings.y);
let rate = Hyper(0u) * bitcast<f32>(settings.z);
let factor = Factor(settings.w).x;
if (factor < 0.0) { return; }
for (var i = lane; i < settings.x; i += ${THREADS}u) {
let g = G(at.y + i) * factor;
${rule.body(step.attrs)}
}`,
    groups: () => [width, Math.ceil(pieces.length / width), 1],
  };
}

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** The bits of a number as f32. */
function bitsOf(value: number): number {
  float[0] = value;
  return bits[0] as number;
}

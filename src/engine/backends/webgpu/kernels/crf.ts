import type { Dim } from '../../../graph/shapes';
import {
  type Bound,
  type GpuStep,
  type Kernel,
  type Lower,
  type Lowering,
  reads,
  writes,
} from '../kernel';
import { allRows, viewAll } from '../rows';
import { extent, type GpuTensor } from '../views';
import { flatKernel } from './flat';
import { sumOf } from './rowLosses';

/**
 * A thread walks the chain of a segment, since each of its steps needs the one before; segments are
 * many where batches are. Text that all of its kernels share: the next and the previous token of a
 * chain, and the sums over tags in log space.
 */
function chainText(classes: number, parts: { readonly alphas?: boolean }): string {
  const C = `${classes}u`;
  const walk = `fn following(token: i32, limit: i32) -> i32 {
  var t = token;
  while (t < limit && Tags(u32(t)) < 0) { t++; }
  return t;
}
fn preceding(token: i32, first: i32) -> i32 {
  var t = token;
  while (t >= first && Tags(u32(t)) < 0) { t--; }
  return t;
}`;
  if (!parts.alphas) return walk;
  return `${walk}
fn reach(before: u32, j: u32) -> f32 {
  var most = -3.4e38;
  for (var i = 0u; i < ${C}; i++) { most = max(most, Alphas(before * ${C} + i) + T(i * ${C} + j)); }
  var sum = 0.0;
  for (var i = 0u; i < ${C}; i++) { sum += exp(Alphas(before * ${C} + i) + T(i * ${C} + j) - most); }
  return most + log(sum);
}
fn forward(first: i32, limit: i32) -> i32 {
  var last = -1;
  for (var token = following(first, limit); token < limit; token = following(token + 1, limit)) {
    let own = u32(token) * ${C};
    for (var j = 0u; j < ${C}; j++) {
      if (last < 0) { setAlphas(own + j, Start(j) + E(own + j)); }
      else { setAlphas(own + j, reach(u32(last), j) + E(own + j)); }
    }
    last = token;
  }
  return last;
}
fn totalOf(last: u32) -> f32 {
  var most = -3.4e38;
  for (var i = 0u; i < ${C}; i++) { most = max(most, Alphas(last * ${C} + i) + End(i)); }
  var sum = 0.0;
  for (var i = 0u; i < ${C}; i++) { sum += exp(Alphas(last * ${C} + i) + End(i) - most); }
  return most + log(sum);
}`;
}

/** The tensors of a chain by role, as kernels bind them. */
function chainBound(
  { inputs, op }: GpuStep,
  on: Lowering,
  names: readonly string[],
): Record<string, Bound> {
  const all = (tensor: GpuTensor | undefined) => viewAll(tensor as GpuTensor, on, op);
  const [emissions, tags, transitions, start, end, spans] = inputs;
  const bound: Record<string, Bound> = {
    E: reads(all(emissions), 'f32'),
    Tags: reads(all(tags), 'i32'),
    T: reads(all(transitions), 'f32'),
    Start: reads(all(start), 'f32'),
    End: reads(all(end), 'f32'),
    Spans: reads(all(spans), 'vec2i'),
  };
  return Object.fromEntries(names.map((name) => [name, bound[name] as Bound]));
}

/** A kernel with a thread for each segment. */
function segmentKernel(
  step: GpuStep,
  on: Lowering,
  rest: { bound: Record<string, Bound>; declarations: string; body: string },
): Kernel {
  const dim = extent((step.inputs[5] as GpuTensor).shape).rows;
  return flatKernel({ label: step.op, range: allRows(dim), columns: 1, width: 1, ...rest }, on);
}

const CHAIN = ['E', 'Tags', 'T', 'Start', 'End', 'Spans'];

/** The loss of every segment, then their sum over the divisor. */
export const crf: Lower = (step, on) => {
  const [emissions, , , , , spans, divisor] = step.inputs as GpuTensor[] as [
    GpuTensor,
    GpuTensor,
    GpuTensor,
    GpuTensor,
    GpuTensor,
    GpuTensor,
    GpuTensor,
  ];
  const classes = extent(emissions.shape).columns;
  const losses = on.temporary([spans.shape[0] as Dim]);
  const alphas = on.temporary(emissions.shape);
  const rows = segmentKernel(step, on, {
    bound: {
      ...chainBound(step, on, CHAIN),
      Alphas: writes(viewAll(alphas, on, step.op), 'f32'),
      Losses: writes(viewAll(losses, on, step.op), 'f32'),
    },
    declarations: chainText(classes, { alphas: true }),
    body: `let span = Spans(i);
let limit = span.x + span.y;
let last = forward(span.x, limit);
var loss = 0.0;
if (last >= 0) {
  var score = 0.0;
  var before = -1;
  for (var token = following(span.x, limit); token < limit; token = following(token + 1, limit)) {
    let tag = Tags(u32(token));
    score += E(u32(token) * ${classes}u + u32(tag));
    if (before < 0) { score += Start(u32(tag)); } else { score += T(u32(before) * ${classes}u + u32(tag)); }
    before = tag;
  }
  loss = totalOf(u32(last)) - score - End(u32(before));
}
setLosses(i, loss);`,
  });
  return [rows, sumOf(step.op, { losses, divisor, loss: step.outputs[0] as GpuTensor }, on)];
};

/** Alphas; then marginals and each segment's part of the other gradients; then all of them added and scaled. */
export const crfGrad: Lower = (step, on) => {
  const [emissions, , , , , spans, divisor, dloss] = step.inputs as GpuTensor[];
  const [dE, dT, dStart, dEnd] = step.outputs as GpuTensor[] as [
    GpuTensor,
    GpuTensor,
    GpuTensor,
    GpuTensor,
  ];
  const { rows, columns: C } = extent((emissions as GpuTensor).shape);
  const size = C * C + 4 * C + 1;
  const alphas = on.temporary((emissions as GpuTensor).shape);
  const parts = on.temporary([(spans as GpuTensor).shape[0] as Dim, size]);
  const all = (tensor: GpuTensor | undefined) => viewAll(tensor as GpuTensor, on, step.op);
  const share = 'let share = DLoss(0u) / Divisor(0u);';
  const sharing = { Divisor: reads(all(divisor), 'f32'), DLoss: reads(all(dloss), 'f32') };
  const empty = flatKernel(
    {
      label: step.op,
      bound: { DE: writes(all(dE), 'f32') },
      range: allRows(rows),
      columns: C,
      width: 1,
      body: 'setDE(i, 0.0);',
    },
    on,
  );
  const forward = segmentKernel(step, on, {
    bound: {
      ...chainBound(step, on, CHAIN),
      Alphas: writes(all(alphas), 'f32'),
      Parts: writes(all(parts), 'f32'),
    },
    declarations: chainText(C, { alphas: true }),
    body: `let span = Spans(i);
let last = forward(span.x, span.x + span.y);
for (var j = 0u; j < ${size}u; j++) { setParts(i * ${size}u + j, 0.0); }
if (last >= 0) { setParts(i * ${size}u + ${size - 1}u, totalOf(u32(last))); }`,
  });
  const backward = segmentKernel(step, on, {
    bound: {
      ...chainBound(step, on, ['E', 'Tags', 'T', 'End', 'Spans']),
      Alphas: reads(all(alphas), 'f32'),
      Parts: writes(all(parts), 'f32'),
      DE: writes(all(dE), 'f32'),
    },
    declarations: chainText(C, {}),
    body: backwardText(C, size),
  });
  const scaled = flatKernel(
    {
      label: step.op,
      bound: { DE: writes(all(dE), 'f32'), ...sharing },
      range: allRows(rows),
      columns: C,
      width: 1,
      body: `${share}\nsetDE(i, DE(i) * share);`,
    },
    on,
  );
  const added = flatKernel(
    {
      label: step.op,
      bound: {
        Parts: reads(all(parts), 'f32'),
        DT: writes(all(dT), 'f32'),
        DStart: writes(all(dStart), 'f32'),
        DEnd: writes(all(dEnd), 'f32'),
        ...sharing,
      },
      range: allRows(C * C + 2 * C),
      columns: 1,
      width: 1,
      body: `${share}
var sum = 0.0;
for (var s = 0u; s < counts.s; s++) { sum += Parts(s * ${size}u + i); }
if (i < ${C * C}u) { setDT(i, sum * share); }
else if (i < ${C * C + C}u) { setDStart(i - ${C * C}u, sum * share); }
else { setDEnd(i - ${C * C + C}u, sum * share); }`,
    },
    on,
  );
  return [empty, forward, backward, scaled, added];
};

/** From the last token of a chain to its first: marginals, pairs, and the sums from each tag on. */
function backwardText(C: number, size: number): string {
  return `let span = Spans(i);
let base = i * ${size}u;
let starts = base + ${C * C}u;
let ends = starts + ${C}u;
let beta = ends + ${C}u;
let next = beta + ${C}u;
let total = Parts(base + ${size - 1}u);
let last = preceding(span.x + span.y - 1, span.x);
for (var j = 0u; j < ${C}u; j++) { setParts(beta + j, End(j)); }
for (var token = last; token >= span.x; ) {
  let own = u32(token) * ${C}u;
  let tag = u32(Tags(u32(token)));
  let before = preceding(token - 1, span.x);
  for (var j = 0u; j < ${C}u; j++) {
    let m = exp(Alphas(own + j) + Parts(beta + j) - total) - select(0.0, 1.0, j == tag);
    setDE(own + j, m);
    if (token == last) { setParts(ends + j, m); }
    if (before < span.x) { setParts(starts + j, m); }
    setParts(next + j, E(own + j) + Parts(beta + j));
  }
  if (before >= span.x) {
    let origin = u32(before) * ${C}u;
    for (var a = 0u; a < ${C}u; a++) {
      var most = -3.4e38;
      for (var j = 0u; j < ${C}u; j++) { most = max(most, T(a * ${C}u + j) + Parts(next + j)); }
      var sum = 0.0;
      for (var j = 0u; j < ${C}u; j++) {
        let to = T(a * ${C}u + j) + Parts(next + j);
        sum += exp(to - most);
        let place = base + a * ${C}u + j;
        setParts(place, Parts(place) + exp(Alphas(origin + a) + to - total));
      }
      setParts(beta + a, most + log(sum));
    }
    let gold = base + u32(Tags(u32(before))) * ${C}u + tag;
    setParts(gold, Parts(gold) - 1.0);
  }
  token = before;
}`;
}

/** The best path: scores and where each came from, then back along it. */
export const crfDecode: Lower = (step, on) => {
  const emissions = step.inputs[0] as GpuTensor;
  const path = step.outputs[0] as GpuTensor;
  const { rows, columns: C } = extent(emissions.shape);
  const back = on.temporary([rows, 2 * C]);
  const all = (tensor: GpuTensor) => viewAll(tensor, on, step.op);
  const empty = flatKernel(
    {
      label: step.op,
      bound: { Path: writes(all(path), 'f32') },
      range: allRows(rows),
      columns: 1,
      width: 1,
      body: 'setPath(i, -1.0);',
    },
    on,
  );
  const walked = segmentKernel(step, on, {
    bound: {
      ...chainBound(step, on, CHAIN),
      Back: writes(all(back), 'f32'),
      Path: writes(all(path), 'f32'),
    },
    declarations: chainText(C, {}),
    body: `let span = Spans(i);
let limit = span.x + span.y;
var last = -1;
for (var token = following(span.x, limit); token < limit; token = following(token + 1, limit)) {
  let own = u32(token) * ${2 * C}u;
  for (var j = 0u; j < ${C}u; j++) {
    var most = Start(j);
    var chosen = 0u;
    if (last >= 0) {
      let origin = u32(last) * ${2 * C}u;
      most = Back(origin) + T(j);
      for (var a = 1u; a < ${C}u; a++) {
        let x = Back(origin + a) + T(a * ${C}u + j);
        if (x > most) { most = x; chosen = a; }
      }
    }
    setBack(own + j, most + E(u32(token) * ${C}u + j));
    setBack(own + ${C}u + j, f32(chosen));
  }
  last = token;
}
if (last >= 0) {
  let end = u32(last) * ${2 * C}u;
  var tag = 0u;
  for (var a = 1u; a < ${C}u; a++) {
    if (Back(end + a) + End(a) > Back(end + tag) + End(tag)) { tag = a; }
  }
  for (var token = last; token >= span.x; token = preceding(token - 1, span.x)) {
    setPath(u32(token), f32(tag));
    tag = u32(Back(u32(token) * ${2 * C}u + ${C}u + tag));
  }
}`,
  });
  return [empty, walked];
};

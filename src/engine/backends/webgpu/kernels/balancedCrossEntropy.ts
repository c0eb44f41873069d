import { balanceOf } from '../../../ops/crossEntropy';
import { type GpuStep, type Kernel, type Lowering, reads, writes } from '../kernel';
import { partsOf, viewAll, viewRows } from '../rows';
import { extent, type GpuTensor } from '../views';
import { sumOf } from './rowLosses';
import { teamFor, teamKernel } from './teams';
import { f32, LOG_ONE_PLUS } from './text';

/** Whether every row and class counts the same, which has quicker kernels. */
export function isPlain(step: GpuStep, weights: GpuTensor | undefined): boolean {
  const { smoothing, gamma } = balanceOf(step.attrs);
  return !weights && smoothing === 0 && gamma === 0;
}

/** u^γ: whole powers by multiplication, which keeps more digits than a logarithm. */
function powerText(gamma: number): string {
  const whole = Math.min(Math.floor(gamma), 8);
  const factors: string[] = new Array(whole).fill('u');
  if (gamma > whole) factors.push(`pow(u, ${f32(gamma - whole)})`);
  return factors.join(' * ') || '1.0';
}

/** share(c, label), q of ops/crossEntropy.ts; power(u); lossOf and slopeOf a class. */
function functionsText(step: GpuStep, weights: GpuTensor | undefined, classes: number): string {
  const { smoothing, gamma } = balanceOf(step.attrs);
  return `${LOG_ONE_PLUS}
struct Class { q: f32, p: f32, missing: f32, logP: f32 }
fn share(c: u32, label: i32) -> f32 {
  let plain = ${f32(smoothing / classes)} + select(0.0, ${f32(1 - smoothing)}, i32(c) == label);
  return plain${weights ? ' * Weights(c)' : ''};
}
fn power(u: f32) -> f32 { return ${powerText(gamma)}; }
fn lossOf(a: Class) -> f32 { return -a.q * power(a.missing) * a.logP; }
fn slopeOf(a: Class) -> f32 {
  let ratio = select(-1.0, a.logP / max(a.missing, 1e-38), a.missing > 0.0);
  return a.q * power(a.missing) * (${f32(gamma)} * a.p * ratio - 1.0);
}
fn classAt(c: u32, label: i32, x: f32, isTop: bool, rest: f32) -> Class {
  let p = select(exp(x), 1.0, isTop) / (1.0 + rest);
  return Class(share(c, label), p, select(1.0 - p, rest / (1.0 + rest), isTop), x - logOnePlus(rest));
}`;
}

/** The likeliest class of a row, its logit, and Σ e^(x − most) of the others. */
function rowText(classes: number): string {
  const loop = `for (var c = first; c < ${classes}u; c += step)`;
  return `let base = row * ${classes}u;
let label = Labels(row);
var high = -3.4e38;
${loop} { high = max(high, Logits(base + c)); }
let most = highest(high, lane);
var nearest = ${f32(-classes)};
${loop} { if (Logits(base + c) == most) { nearest = max(nearest, -f32(c)); } }
let top = min(u32(-highest(nearest, lane)), ${classes - 1}u);
var part = 0.0;
${loop} { part += select(exp(Logits(base + c) - most), 0.0, c == top); }
let rest = total(part, lane);`;
}

const CLASS = 'classAt(c, label, Logits(base + c) - most, c == top, rest)';

/** The loss of every row with class weights, smoothed labels or focus, then their sum. */
export function balancedCrossEntropy(step: GpuStep, on: Lowering): Kernel[] {
  const [logits, labels, divisor, weights] = step.inputs as [
    GpuTensor,
    GpuTensor,
    GpuTensor,
    GpuTensor?,
  ];
  const loss = step.outputs[0] as GpuTensor;
  const losses = on.temporary(labels.shape);
  const { rows, columns } = extent(logits.shape);
  const each = partsOf(rows, [logits], on).map((range) =>
    teamKernel(teamFor(on.traits), range, {
      label: step.op,
      bound: {
        Logits: reads(viewRows(logits, range, on), 'f32'),
        Labels: reads(viewRows(labels, range, on), 'i32'),
        ...(weights && { Weights: reads(viewAll(weights, on, step.op), 'f32') }),
        Losses: writes(viewRows(losses, range, on), 'f32'),
      },
      declarations: functionsText(step, weights, columns),
      body: `${rowText(columns)}
var own = 0.0;
for (var c = first; c < ${columns}u; c += step) { own += lossOf(${CLASS}); }
let all = total(own, lane);
if (used && first == 0u) { setLosses(row, select(0.0, all, label >= 0)); }`,
    }),
  );
  return [...each, sumOf(step.op, { losses, divisor, loss }, on)];
}

/** Its gradient; it may lie over the logits. */
export function balancedCrossEntropyGrad(step: GpuStep, on: Lowering): Kernel[] {
  const [logits, labels, divisor, dloss, weights] = step.inputs as [
    GpuTensor,
    GpuTensor,
    GpuTensor,
    GpuTensor,
    GpuTensor?,
  ];
  const gradient = step.outputs[0] as GpuTensor;
  const { rows, columns } = extent(logits.shape);
  return partsOf(rows, [logits, gradient], on).map((range) =>
    teamKernel(teamFor(on.traits), range, {
      label: step.op,
      bound: {
        Logits: reads(viewRows(logits, range, on), 'f32'),
        Labels: reads(viewRows(labels, range, on), 'i32'),
        ...(weights && { Weights: reads(viewAll(weights, on, step.op), 'f32') }),
        Divisor: reads(viewAll(divisor, on, step.op), 'f32'),
        DLoss: reads(viewAll(dloss, on, step.op), 'f32'),
        DLogits: writes(viewRows(gradient, range, on), 'f32'),
      },
      declarations: functionsText(step, weights, columns),
      body: `${rowText(columns)}
var ofTop = 0.0;
var ofOthers = 0.0;
for (var c = first; c < ${columns}u; c += step) {
  let h = slopeOf(${CLASS});
  if (c == top) { ofTop += h; } else { ofOthers += h; }
}
let topSlope = total(ofTop, lane);
let otherSlopes = total(ofOthers, lane);
let scale = DLoss(0u) / Divisor(0u);
if (used) {
  for (var c = first; c < ${columns}u; c += step) {
    let a = ${CLASS};
    let slope = select(slopeOf(a) - a.p * (topSlope + otherSlopes), topSlope * a.missing - a.p * otherSlopes, c == top);
    setDLogits(base + c, select(0.0, slope * scale, label >= 0));
  }
}`,
    }),
  );
}

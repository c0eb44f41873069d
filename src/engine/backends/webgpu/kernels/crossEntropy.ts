import { type Lower, reads, writes } from '../kernel';
import { partsOf, viewAll, viewRows } from '../rows';
import { extent, type GpuTensor } from '../views';
import { balancedCrossEntropy, balancedCrossEntropyGrad, isPlain } from './balancedCrossEntropy';
import { sumOf } from './rowLosses';
import { teamFor, teamKernel } from './teams';
import { vectorFor } from './text';

/** Most and sum: the largest logit of a row and Σ e^(x − most). */
function softmaxText(columns: number): string {
  const { type, width, sum } = vectorFor(columns);
  const largest = width === 4 ? 'max(max(x.x, x.y), max(x.z, x.w))' : 'x';
  return `let base = row * ${columns / width}u;
var top = -3.4e38;
for (var c = first; c < ${columns / width}u; c += step) { let x = Logits(base + c); top = max(top, ${largest}); }
let most = highest(top, lane);
var part = ${type}(0.0);
for (var c = first; c < ${columns / width}u; c += step) { part += exp(Logits(base + c) - most); }
let sum = total(${sum('part')}, lane);`;
}

/** −log softmax(logits)[label] of every row, then their sum over the divisor. */
export const crossEntropy: Lower = (step, on) => {
  const [logits, labels, divisor, weights] = step.inputs as [
    GpuTensor,
    GpuTensor,
    GpuTensor,
    GpuTensor?,
  ];
  if (!isPlain(step, weights)) return balancedCrossEntropy(step, on);
  const loss = step.outputs[0] as GpuTensor;
  const losses = on.temporary(labels.shape);
  const { rows, columns } = extent(logits.shape);
  const { type, width } = vectorFor(columns);
  const own = width === 4 ? 'Logits(base + label / 4u)[label % 4u]' : 'Logits(base + label)';
  const each = partsOf(rows, [logits], on).map((range) =>
    teamKernel(teamFor(on.traits), range, {
      label: step.op,
      bound: {
        Logits: reads(viewRows(logits, range, on), type),
        Labels: reads(viewRows(labels, range, on), 'i32'),
        Losses: writes(viewRows(losses, range, on), 'f32'),
      },
      body: `${softmaxText(columns)}
if (used && first == 0u) {
  let label = u32(max(Labels(row), 0));
  setLosses(row, select(0.0, log(sum) + most - ${own}, Labels(row) >= 0));
}`,
    }),
  );
  return [...each, sumOf(step.op, { losses, divisor, loss }, on)];
};

/** (softmax − onehot) · dloss / divisor; it may lie over the logits. */
export const crossEntropyGrad: Lower = (step, on) => {
  const [logits, labels, divisor, dloss, weights] = step.inputs as [
    GpuTensor,
    GpuTensor,
    GpuTensor,
    GpuTensor,
    GpuTensor?,
  ];
  if (!isPlain(step, weights)) return balancedCrossEntropyGrad(step, on);
  const gradient = step.outputs[0] as GpuTensor;
  const { rows, columns } = extent(logits.shape);
  const { type, width } = vectorFor(columns);
  const hit =
    width === 4
      ? 'select(vec4f(0.0), vec4f(1.0), vec4i(i32(4u * c)) + vec4i(0, 1, 2, 3) == vec4i(label))'
      : 'select(0.0, 1.0, i32(c) == label)';
  return partsOf(rows, [logits, gradient], on).map((range) =>
    teamKernel(teamFor(on.traits), range, {
      label: step.op,
      bound: {
        Logits: reads(viewRows(logits, range, on), type),
        Labels: reads(viewRows(labels, range, on), 'i32'),
        Divisor: reads(viewAll(divisor, on, step.op), 'f32'),
        DLoss: reads(viewAll(dloss, on, step.op), 'f32'),
        DLogits: writes(viewRows(gradient, range, on), type),
      },
      body: `${softmaxText(columns)}
let label = Labels(row);
let share = select(0.0, DLoss(0u) / Divisor(0u), label >= 0);
if (used) {
  for (var c = first; c < ${columns / width}u; c += step) {
    let p = exp(Logits(base + c) - most) / sum;
    setDLogits(base + c, select(${type}(0.0), share * (p - ${hit}), ${width === 4 ? 'vec4<bool>(label >= 0)' : 'label >= 0'}));
  }
}`,
    }),
  );
};

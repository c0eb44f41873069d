import type { Attrs } from '../../../graph/node';
import { UNKNOWN_TARGET } from '../../../ops/targetLoss';
import { type Lower, reads, writes } from '../kernel';
import { partsOf, viewAll, viewRows } from '../rows';
import { extent, type GpuTensor } from '../views';
import { flatKernel } from './flat';
import { sumOf } from './rowLosses';
import { teamFor, teamKernel } from './teams';

/** far(x, t, more), how far a prediction is from its target, and slope(x, t, more); see moreText. */
function functionsText({ kind }: Attrs): string {
  const [far, slope] =
    kind === 'squaredError'
      ? ['(x - t) * (x - t)', '2.0 * (x - t)']
      : [
          'max(x, 0.0) - x * t + rest(x) + more * (max(-x, 0.0) + rest(x))',
          'sigmoid(x) - t - more * sigmoid(-x)',
        ];
  return `fn rest(x: f32) -> f32 { return log(1.0 + exp(-abs(x))); }
fn sigmoid(x: f32) -> f32 { let e = exp(-abs(x)); return select(e, 1.0, x >= 0.0) / (1.0 + e); }
fn far(x: f32, t: f32, more: f32) -> f32 { return select(0.0, ${far}, t > ${UNKNOWN_TARGET}f); }
fn slope(x: f32, t: f32, more: f32) -> f32 { return select(0.0, ${slope}, t > ${UNKNOWN_TARGET}f); }`;
}

/** (v − 1)·t: what the weight of positives adds to what each target counts anyway. */
function moreText(positives: GpuTensor | undefined, column: string): string {
  return positives ? `(Positives(${column}) - 1.0) * T(i)` : '0.0';
}

/** The distance of every row, then their sum over the divisor. */
export const targetLoss: Lower = (step, on) => {
  const [predictions, targets, divisor, positives] = step.inputs as [
    GpuTensor,
    GpuTensor,
    GpuTensor,
    GpuTensor?,
  ];
  const loss = step.outputs[0] as GpuTensor;
  const { rows, columns } = extent(predictions.shape);
  const losses = on.temporary([rows]);
  const each = partsOf(rows, [predictions], on).map((range) =>
    teamKernel(teamFor(on.traits), range, {
      label: step.op,
      bound: {
        X: reads(viewRows(predictions, range, on), 'f32'),
        T: reads(viewRows(targets, range, on), 'f32'),
        ...(positives && { Positives: reads(viewAll(positives, on, step.op), 'f32') }),
        Losses: writes(viewRows(losses, range, on), 'f32'),
      },
      declarations: functionsText(step.attrs),
      body: `var part = 0.0;
for (var c = first; c < ${columns}u; c += step) {
  let i = row * ${columns}u + c;
  part += far(X(i), T(i), ${moreText(positives, 'c')});
}
let sum = total(part, lane);
if (used && first == 0u) { setLosses(row, sum); }`,
    }),
  );
  return [...each, sumOf(step.op, { losses, divisor, loss }, on)];
};

/** slope · dloss / divisor; it may lie over the predictions. */
export const targetLossGrad: Lower = (step, on) => {
  const [predictions, targets, divisor, dloss, positives] = step.inputs as [
    GpuTensor,
    GpuTensor,
    GpuTensor,
    GpuTensor,
    GpuTensor?,
  ];
  const gradient = step.outputs[0] as GpuTensor;
  const { rows, columns } = extent(predictions.shape);
  return partsOf(rows, [predictions, gradient], on).map((range) =>
    flatKernel(
      {
        label: step.op,
        bound: {
          X: reads(viewRows(predictions, range, on), 'f32'),
          T: reads(viewRows(targets, range, on), 'f32'),
          Divisor: reads(viewAll(divisor, on, step.op), 'f32'),
          DLoss: reads(viewAll(dloss, on, step.op), 'f32'),
          ...(positives && { Positives: reads(viewAll(positives, on, step.op), 'f32') }),
          DX: writes(viewRows(gradient, range, on), 'f32'),
        },
        declarations: functionsText(step.attrs),
        range,
        columns,
        width: 1,
        body: `setDX(i, slope(X(i), T(i), ${moreText(positives, `i % ${columns}u`)}) * DLoss(0u) / Divisor(0u));`,
      },
      on,
    ),
  );
};

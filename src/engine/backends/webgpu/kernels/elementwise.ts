import { numberAttr } from '../../../ops/op';
import { type GpuStep, type Kernel, type Lower, type Lowering, reads, writes } from '../kernel';
import { partsOf, viewAll, viewRows } from '../rows';
import { extent, type GpuTensor } from '../views';
import { activationText } from './activations';
import { flatKernel } from './flat';
import { f32, vectorFor } from './text';

/** Names of a step's tensors in its text, in order: inputs, then the output Y. */
function elementwise(
  step: GpuStep,
  on: Lowering,
  names: readonly string[],
  value: string,
  declarations = '',
): Kernel[] {
  const y = step.outputs[0] as GpuTensor;
  const { rows, columns } = extent(y.shape);
  const inputs = names.map((name, i) => [name, step.inputs[i] as GpuTensor] as const);
  return partsOf(rows, [y], on).map((range) =>
    flatKernel(
      {
        label: step.op,
        bound: {
          ...Object.fromEntries(
            inputs.map(([name, tensor]) => [name, reads(viewRows(tensor, range, on), 'vec4f')]),
          ),
          Y: writes(viewRows(y, range, on), 'vec4f'),
        },
        declarations,
        range,
        columns,
        width: 4,
        body: `setY(i, ${value});`,
      },
      on,
    ),
  );
}

/** y = activation(x). */
export const activation: Lower = (step, on) =>
  elementwise(step, on, ['X'], 'activate(X(i))', activationText(String(step.attrs.kind), 'vec4f'));

/** dx = activation'(x) · dy. */
export const activationGrad: Lower = (step, on) => {
  const text = activationText(String(step.attrs.kind), 'vec4f');
  return elementwise(step, on, ['X', 'DY'], 'slope(X(i)) * DY(i)', text);
};

/** y = a + b. */
export const add: Lower = (step, on) => elementwise(step, on, ['A', 'B'], 'A(i) + B(i)');

/** y = factor · x. */
export const scale: Lower = (step, on) =>
  elementwise(step, on, ['X'], `X(i) * ${f32(numberAttr(step.attrs, 'factor'))}`);

/** y = value; nothing is read. */
export const fill: Lower = (step, on) =>
  elementwise(step, on, [], `vec4f(${f32(numberAttr(step.attrs, 'value'))})`);

/** A copy of a tensor over another of its shape. */
export function copy(from: GpuTensor, to: GpuTensor, on: Lowering): Kernel[] {
  return elementwise({ op: 'copy', inputs: [from], outputs: [to], attrs: {} }, on, ['X'], 'X(i)');
}

/** Zeros all over a tensor. */
export function clear(tensor: GpuTensor, on: Lowering): Kernel[] {
  return elementwise(
    { op: 'clear', inputs: [], outputs: [tensor], attrs: {} },
    on,
    [],
    'vec4f(0.0)',
  );
}

/** y = x + b, b added to every row. */
export const addBias: Lower = (step, on) => withVector(step, on, '+');

/** y = x ⊙ v, v multiplied into every row. */
export const scaleColumns: Lower = (step, on) => withVector(step, on, '*');

/** Every row of x joined with the same vector. */
function withVector(step: GpuStep, on: Lowering, sign: '+' | '*'): Kernel[] {
  const [x, b] = step.inputs as [GpuTensor, GpuTensor];
  const y = step.outputs[0] as GpuTensor;
  const { rows, columns } = extent(y.shape);
  const { type, width } = vectorFor(columns);
  return partsOf(rows, [x, y], on).map((range) =>
    flatKernel(
      {
        label: step.op,
        bound: {
          X: reads(viewRows(x, range, on), type),
          B: reads(viewAll(b, on, step.op), type),
          Y: writes(viewRows(y, range, on), type),
        },
        range,
        columns,
        width,
        body: `setY(i, X(i) ${sign} B(i % ${columns / width}u));`,
      },
      on,
    ),
  );
}

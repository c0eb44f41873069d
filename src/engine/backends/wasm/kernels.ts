import { dropThreshold } from '../../core/rng';
import type { Attrs } from '../../graph/node';
import type { Dim } from '../../graph/shapes';
import { ACTIVATION_KINDS } from '../../ops/activation';
import { readOptions } from '../../ops/attention';
import { NORM_CHUNK } from '../../ops/gradientNorm';
import { numberAttr } from '../../ops/op';
import { Opcode } from './assembly/opcodes';
import { LOSS_KERNELS } from './lossKernels';
import { at, type Encode, extent, type KernelStep, kindOfStorage } from './operands';
import {
  change,
  flag,
  float,
  integer,
  nothing,
  type ProgramWriter,
  read,
  size,
  type Word,
  write,
} from './words';

/** How each op becomes kernel calls, by op id. Argument orders are the kernels' (assembly/). */
export const KERNELS_BY_OP: Readonly<Record<string, Encode>> = {
  ...LOSS_KERNELS,
  activation({ inputs, outputs, attrs }, program) {
    const [x, y] = [at(inputs, 0), at(outputs, 0)];
    const words = [read(x.address), write(y.address), ...extent(y.shape), kindOf(attrs.kind)];
    program.call(Opcode.Activation, words);
  },
  activationGrad({ inputs, outputs, attrs }, program) {
    const [x, dy, dx] = [at(inputs, 0), at(inputs, 1), at(outputs, 0)];
    const tensors = [read(x.address), read(dy.address), write(dx.address)];
    program.call(Opcode.ActivationGrad, [...tensors, ...extent(dx.shape), kindOf(attrs.kind)]);
  },
  adamUpdate({ inputs, outputs, attrs }, program) {
    const beta1 = numberAttr(attrs, 'beta1');
    const beta2 = numberAttr(attrs, 'beta2');
    program.call(Opcode.AdamUpdate, [
      ...inputs.map(({ address }) => read(address)),
      ...outputs.map(({ address }) => write(address)),
      ...extent(at(outputs, 0).shape),
      ...[beta1, beta2, 1 - beta1, 1 - beta2].map(float),
      float(numberAttr(attrs, 'epsilon')),
      float(numberAttr(attrs, 'weightDecay')),
      flag(attrs.decoupled === true),
      float(numberAttr(attrs, 'rateScale')),
    ]);
  },
  add: (step, program) => elementwise(Opcode.Add, step, program),
  addBias: (step, program) => elementwise(Opcode.AddBias, step, program),
  attention({ inputs, outputs, attrs, attends }, program) {
    attends(numberAttr(attrs, 'headDim'));
    const [q, k, v, segments, key] = inputs.map(({ address }) => read(address));
    const [o, lse] = outputs.map(({ address }) => write(address));
    const tensors = [q, k, v, segments, key, o, lse] as Word[];
    const table = at(inputs, 3).shape[0] as Dim;
    program.call(Opcode.Attention, [...tensors, size(table), ...attentionWords(attrs)]);
  },
  attentionGrad({ inputs, outputs, attrs, attends }, program) {
    attends(numberAttr(attrs, 'headDim'));
    const [q, k, v, , lse, dy, segments, key] = inputs.map(({ address }) => read(address));
    const tensors = [q, k, v, lse, dy, segments, key] as Word[];
    const gradients = outputs.map(({ address }) => write(address));
    const table = at(inputs, 6).shape[0] as Dim;
    const words = [...tensors, ...gradients, size(table), ...attentionWords(attrs)];
    program.call(Opcode.AttentionGrad, words);
  },
  clipFactor({ inputs, outputs, attrs }, program) {
    const tensors = [
      ...inputs.map(({ address }) => read(address)),
      ...outputs.map(({ address }) => write(address)),
    ];
    program.call(Opcode.ClipFactor, [...tensors, float(numberAttr(attrs, 'maxNorm'))]);
  },
  columnDots({ inputs, outputs }, program) {
    const [a, b, residual, y] = [at(inputs, 0), at(inputs, 1), inputs[2], at(outputs, 0)];
    const other = residual ? read(residual.address) : nothing;
    const tensors = [read(a.address), read(b.address), other, write(y.address)];
    program.call(Opcode.ColumnDots, [...tensors, ...extent(a.shape)]);
  },
  crf({ inputs, outputs, temporary, capacityOf }, program) {
    const [emissions, spans, divisor] = [at(inputs, 0), at(inputs, 5), at(inputs, 6)];
    const segments = size(spans.shape[0] as Dim);
    const losses = temporary(capacityOf([spans.shape[0] as Dim]));
    const alphas = temporary(capacityOf(emissions.shape));
    const chain = inputs.slice(0, 6).map(({ address }) => read(address));
    const classes = integer(Number(emissions.shape[1]));
    program.call(Opcode.CrfRows, [...chain, write(alphas), write(losses), segments, classes]);
    const sum = [read(losses), read(divisor.address), write(at(outputs, 0).address), segments];
    program.call(Opcode.CrossEntropySum, sum);
  },
  crfDecode({ inputs, outputs, temporary, capacityOf }, program) {
    const [emissions, path] = [at(inputs, 0), at(outputs, 0)];
    const [scores, pointers] = [0, 1].map(() => write(temporary(capacityOf(emissions.shape))));
    const chain = inputs.slice(0, 6).map(({ address }) => read(address));
    const segments = size(at(inputs, 5).shape[0] as Dim);
    program.call(Opcode.Fill, [write(path.address), ...extent(path.shape), float(-1)]);
    program.call(Opcode.CrfDecode, [
      ...chain,
      scores as Word,
      pointers as Word,
      change(path.address),
      segments,
      integer(Number(emissions.shape[1])),
    ]);
  },
  crfGrad({ inputs, outputs, temporary, capacityOf }, program) {
    const [emissions, own] = [at(inputs, 0), at(outputs, 0)];
    const classes = Number(emissions.shape[1]);
    const dim = at(inputs, 5).shape[0] as Dim;
    const alphas = temporary(capacityOf(emissions.shape));
    const parts = temporary(capacityOf([dim, classes * classes + 4 * classes]));
    const chain = inputs.map(({ address }) => read(address));
    const sizes = [size(dim), integer(classes)];
    program.call(Opcode.Fill, [write(own.address), ...extent(own.shape), float(0)]);
    const scratch = [write(alphas), change(own.address), write(parts)];
    program.call(Opcode.CrfGradRows, [...chain, ...scratch, ...sizes]);
    const sums = outputs.slice(1).map(({ address }) => write(address));
    program.call(Opcode.CrfGradSum, [read(parts), ...sums, ...sizes]);
  },
  dropout({ inputs, outputs, attrs }, program) {
    const y = at(outputs, 0);
    const tensors = [...inputs.map(({ address }) => read(address)), write(y.address)];
    program.call(Opcode.Dropout, [...tensors, ...extent(y.shape), ...dropWords(attrs)]);
  },
  fill({ outputs, attrs }, program) {
    const y = at(outputs, 0);
    const value = float(numberAttr(attrs, 'value'));
    program.call(Opcode.Fill, [write(y.address), ...extent(y.shape), value]);
  },
  gather({ inputs, outputs }, program) {
    const [index, table, y] = [at(inputs, 0), at(inputs, 1), at(outputs, 0)];
    const tensors = [read(index.address), read(table.address), write(y.address)];
    const rows = size(table.shape[0] as Dim);
    program.call(Opcode.Gather, [...tensors, ...extent(y.shape), rows, kindOfStorage(table)]);
  },
  layerNorm({ inputs, outputs, attrs }, program) {
    const tensors = [
      ...inputs.map(({ address }) => read(address)),
      ...outputs.map(({ address }) => write(address)),
    ];
    const epsilon = float(numberAttr(attrs, 'epsilon'));
    program.call(Opcode.LayerNorm, [...tensors, ...extent(at(inputs, 0).shape), epsilon]);
  },
  layerNormGrad: (step, program) => elementwise(Opcode.LayerNormGrad, step, program),
  layerNormParameterGrad({ inputs, outputs }, program) {
    const tensors = [
      ...inputs.map(({ address }) => read(address)),
      ...outputs.map(({ address }) => write(address)),
    ];
    program.call(Opcode.LayerNormParameterGrad, [...tensors, ...extent(at(inputs, 0).shape)]);
  },
  lstm({ inputs, outputs }, program) {
    const tensors = [
      ...inputs.map(({ address }) => read(address)),
      ...outputs.map(({ address }) => write(address)),
    ];
    program.call(Opcode.Lstm, [...tensors, ...extent(at(outputs, 3).shape)]);
  },
  lstmGrad({ inputs, outputs, temporary }, program) {
    const [, hidden] = at(inputs, 0).shape as [number, number];
    const tensors = [
      ...inputs.map(({ address }) => read(address)),
      ...outputs.map(({ address }) => write(address)),
    ];
    const sums = write(temporary(4 * hidden));
    const rows = size(at(outputs, 0).shape[0] as Dim);
    program.call(Opcode.LstmGrad, [...tensors, sums, rows, integer(hidden)]);
  },
  matmul: encodeMatmul,
  overRowNorm({ inputs, outputs }, program) {
    const [m, v, y] = [at(inputs, 0), at(inputs, 1), at(outputs, 0)];
    const tensors = [read(m.address), read(v.address), write(y.address)];
    program.call(Opcode.OverRowNorm, [...tensors, ...extent(v.shape)]);
  },
  replaceRows({ inputs, outputs }, program) {
    const [table, y] = [at(inputs, 2), at(outputs, 0)];
    const tensors = [...inputs.map(({ address }) => read(address)), write(y.address)];
    program.call(Opcode.ReplaceRows, [...tensors, ...extent(y.shape), size(table.shape[0] as Dim)]);
  },
  scale({ inputs, outputs, attrs }, program) {
    const [x, y] = [at(inputs, 0), at(outputs, 0)];
    const factor = float(numberAttr(attrs, 'factor'));
    program.call(Opcode.Scale, [read(x.address), write(y.address), ...extent(y.shape), factor]);
  },
  scaleColumns: (step, program) => elementwise(Opcode.ScaleColumns, step, program),
  scatterAdd({ inputs, outputs }, program) {
    const [index, dy, residual, y] = [at(inputs, 0), at(inputs, 1), inputs[2], at(outputs, 0)];
    if (!residual) program.call(Opcode.Fill, [write(y.address), ...extent(y.shape), float(0)]);
    else if (residual.address !== y.address) {
      program.call(Opcode.Copy, [read(residual.address), write(y.address), ...extent(y.shape)]);
    }
    const tensors = [read(index.address), read(dy.address), change(y.address)];
    const rows = size(y.shape[0] as Dim);
    program.call(Opcode.ScatterAdd, [...tensors, ...extent(dy.shape), rows]);
  },
  segmentMean({ inputs, outputs }, program) {
    const [x, segments, y] = [at(inputs, 0), at(inputs, 1), at(outputs, 0)];
    const tensors = [read(x.address), read(segments.address), write(y.address)];
    program.call(Opcode.SegmentMean, [...tensors, ...extent(y.shape)]);
  },
  segmentMeanGrad({ inputs, outputs }, program) {
    const [dy, segments, dx] = [at(inputs, 0), at(inputs, 1), at(outputs, 0)];
    const tensors = [read(dy.address), read(segments.address), write(dx.address)];
    const tokens = size(dx.shape[0] as Dim);
    program.call(Opcode.SegmentMeanGrad, [...tensors, ...extent(dy.shape), tokens]);
  },
  sgdUpdate({ inputs, outputs, attrs }, program) {
    program.call(Opcode.SgdUpdate, [
      ...inputs.map(({ address }) => read(address)),
      ...outputs.map(({ address }) => write(address)),
      ...extent(at(outputs, 0).shape),
      float(numberAttr(attrs, 'momentum')),
      float(numberAttr(attrs, 'weightDecay')),
      flag(attrs.nesterov === true),
      float(numberAttr(attrs, 'rateScale')),
    ]);
  },
  squaredNorm({ inputs, outputs, temporary, capacityOf }, program) {
    const chunks = inputs.map(({ shape }) => Math.ceil(capacityOf(shape) / NORM_CHUNK));
    const total = chunks.reduce((sum, count) => sum + count, 0);
    const sums = temporary(total);
    let next = sums;
    inputs.forEach(({ address, shape }, i) => {
      const words = [read(address), write(next), ...extent(shape), integer(NORM_CHUNK)];
      program.call(Opcode.SquaredNormPartials, words);
      next += 4 * (chunks[i] as number);
    });
    // The sum reads all parts; naming the last one is enough to wait for every thread.
    const last = next - 4 * (chunks.at(-1) as number);
    const norm = at(outputs, 0).address;
    program.call(Opcode.SquaredNormSum, [integer(sums), write(norm), integer(total), read(last)]);
  },
  sumRows({ inputs, outputs }, program) {
    const [x, residual, y] = [at(inputs, 0), inputs[1], at(outputs, 0)];
    const other = residual ? read(residual.address) : nothing;
    program.call(Opcode.SumRows, [read(x.address), other, write(y.address), ...extent(x.shape)]);
  },
};

function encodeMatmul({ inputs, outputs, attrs }: KernelStep, program: ProgramWriter): void {
  const [a, b, c, saved] = [at(inputs, 0), at(inputs, 1), at(outputs, 0), outputs[1]];
  let next = 2;
  const optional = (present: boolean): Word =>
    present ? read(at(inputs, next++).address) : nothing;
  const bias = optional(attrs.bias === true);
  const pre = optional(attrs.activationGrad !== undefined);
  const residual = optional(attrs.residual === true);
  const [m, n] = c.shape as [Dim, Dim];
  const inner = a.shape[attrs.transposeA === true ? 0 : 1] as Dim;
  program.call(Opcode.Matmul, [
    read(a.address),
    read(b.address),
    write(c.address),
    bias,
    saved ? write(saved.address) : pre,
    residual,
    size(m),
    size(n),
    size(inner),
    flag(attrs.transposeA === true),
    flag(attrs.transposeB === true),
    float(attrs.alpha === undefined ? 1 : numberAttr(attrs, 'alpha')),
    kindOf(attrs.activation),
    kindOf(attrs.activationGrad),
    kindOfStorage(b),
  ]);
}

/** Calls whose arguments are the tensors and the first input's extent. */
function elementwise(
  opcode: Opcode,
  { inputs, outputs }: KernelStep,
  program: ProgramWriter,
): void {
  const y = at(outputs, 0);
  const tensors = [...inputs.map(({ address }) => read(address)), write(y.address)];
  program.call(opcode, [...tensors, ...extent(y.shape)]);
}

/** 1 + the activation's number, 0 for none. */
function kindOf(name: unknown): Word {
  return integer(1 + ACTIVATION_KINDS.indexOf(String(name)));
}

/** Threshold, 1 / (1 − rate), salt. A rate of 0 keeps all. */
function dropWords({ rate, salt }: Attrs): Word[] {
  const share = Number(rate ?? 0);
  return [integer(dropThreshold(share)), float(1 / (1 - share)), integer(Number(salt ?? 0))];
}

function attentionWords(attrs: Attrs): Word[] {
  const { heads, kvHeads, headDim, causal, scale } = readOptions(attrs);
  const sizes = [heads, kvHeads, headDim].map(integer);
  return [...sizes, flag(causal), float(scale), ...dropWords(attrs)];
}

import type { Attrs } from '../../graph/node';
import type { Dim } from '../../graph/shapes';
import { balanceOf } from '../../ops/crossEntropy';
import { TARGET_LOSSES } from '../../ops/targetLoss';
import { Opcode } from './assembly/opcodes';
import { at, type Encode, extent, type KernelStep, type Operand } from './operands';
import { float, integer, nothing, type ProgramWriter, read, size, type Word, write } from './words';

/** How the ops that end in a loss become kernel calls, by op id. */
export const LOSS_KERNELS: Readonly<Record<string, Encode>> = {
  crossEntropy(step, program) {
    const [logits, labels, , weights] = step.inputs as [Operand, Operand, Operand, Operand?];
    sumOfRows(step, labels.shape[0] as Dim, program, (losses) => {
      const tensors = [read(logits.address), read(labels.address), write(losses)];
      const words = [...tensors, ...extent(logits.shape)];
      if (isPlain(weights, step.attrs)) program.call(Opcode.CrossEntropyRows, words);
      else {
        const balance = balanceWords(weights, step.attrs);
        program.call(Opcode.BalancedCrossEntropyRows, [...words, ...balance]);
      }
    });
  },
  crossEntropyGrad({ inputs, outputs, attrs }, program) {
    const [y, weights] = [at(outputs, 0), inputs[4]];
    const tensors = inputs.slice(0, 4).map(({ address }) => read(address));
    const words = [...tensors, write(y.address), ...extent(y.shape)];
    if (isPlain(weights, attrs)) program.call(Opcode.CrossEntropyGrad, words);
    else {
      const balance = balanceWords(weights, attrs);
      program.call(Opcode.BalancedCrossEntropyGrad, [...words, ...balance]);
    }
  },
  targetLoss(step, program) {
    const [x, targets, , positives] = step.inputs as [Operand, Operand, Operand, Operand?];
    sumOfRows(step, x.shape[0] as Dim, program, (losses) => {
      const tensors = [read(x.address), read(targets.address), write(losses)];
      const words = [...tensors, ...extent(x.shape), kindWord(step.attrs), optional(positives)];
      program.call(Opcode.TargetLossRows, words);
    });
  },
  targetLossGrad({ inputs, outputs, attrs }, program) {
    const y = at(outputs, 0);
    const tensors = inputs.slice(0, 4).map(({ address }) => read(address));
    const words = [...tensors, write(y.address), ...extent(y.shape)];
    program.call(Opcode.TargetLossGrad, [...words, kindWord(attrs), optional(inputs[4])]);
  },
};

/** Losses row by row as `each` computes them, then their sum over the divisor, the third input. */
function sumOfRows(
  { inputs, outputs, temporary, capacityOf }: KernelStep,
  rows: Dim,
  program: ProgramWriter,
  each: (losses: number) => void,
): void {
  const losses = temporary(capacityOf([rows]));
  each(losses);
  const tensors = [read(losses), read(at(inputs, 2).address), write(at(outputs, 0).address)];
  program.call(Opcode.CrossEntropySum, [...tensors, size(rows)]);
}

/** Whether every row and class counts the same, which has a quicker kernel. */
function isPlain(weights: Operand | undefined, attrs: Attrs): boolean {
  const { smoothing, gamma } = balanceOf(attrs);
  return !weights && smoothing === 0 && gamma === 0;
}

function balanceWords(weights: Operand | undefined, attrs: Attrs): Word[] {
  const { smoothing, gamma } = balanceOf(attrs);
  return [optional(weights), float(smoothing), float(gamma)];
}

/** The number of a loss among those that compare with a target. */
function kindWord({ kind }: Attrs): Word {
  const kinds: readonly string[] = TARGET_LOSSES;
  return integer(kinds.indexOf(String(kind)));
}

function optional(operand: Operand | undefined): Word {
  return operand ? read(operand.address) : nothing;
}

import type { Plan, PlanBuffer, PlanStep } from '../../../graph/plan';
import { matmulOp } from '../../../ops/matmul';
import { sumRowsOp } from '../../../ops/sumRows';

/** A step, and the sum over rows that it computes by the way. */
export interface Folded {
  readonly step: PlanStep;
  readonly sums: PlanStep | null;
}

/**
 * Lets the product that makes a weight's gradient, dYᵀ·X or Xᵀ·dY, also make its bias's: the column sums of
 * dY. That moves the sum to the product's place, so it must write a variable that nothing else in
 * the plan touches.
 */
export function foldColumnSums(plan: Plan, mayFold: (step: PlanStep) => boolean): Folded[] {
  const sumOf = new Map<number, PlanStep>();
  for (const step of plan.steps) {
    if (step.op === sumRowsOp && movable(plan, step)) sumOf.set(step.inputs[0] as number, step);
  }
  const folded = new Map<PlanStep, PlanStep>();
  for (const step of plan.steps) {
    const { transposeA, transposeB } = step.attrs;
    // dY is the first factor where the weight is kept [out, in], the second where [in, out].
    const factor = step.inputs.slice(0, 2).find((id) => sumOf.has(id));
    const sums = sumOf.get(factor ?? -1);
    if (step.op !== matmulOp || !transposeA || transposeB || !sums || !mayFold(step)) continue;
    folded.set(step, sums);
    sumOf.delete(factor as number);
  }
  const taken = new Set(folded.values());
  return plan.steps
    .filter((step) => !taken.has(step))
    .map((step) => ({ step, sums: folded.get(step) ?? null }));
}

function movable(plan: Plan, sums: PlanStep): boolean {
  const target = plan.buffers[sums.outputs[0] as number] as PlanBuffer;
  const same = (id: number): boolean => {
    const { kind, name } = plan.buffers[id] as PlanBuffer;
    return kind === 'variable' && name === target.name;
  };
  const others = plan.steps.filter((step) => step !== sums);
  return (
    target.kind === 'variable' &&
    sums.inputs.slice(1).every(same) &&
    !others.some(({ inputs, outputs }) => [...inputs, ...outputs].some(same))
  );
}

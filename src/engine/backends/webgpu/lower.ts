import { EngineError } from '../../core/errors';
import type { Plan, PlanBuffer, PlanStep } from '../../graph/plan';
import type { GpuStep, Kernel, Lowering } from './kernel';
import { mayFoldSums } from './kernels/matmul/lower';
import { KERNELS_BY_OP, RUNS_BY_OP } from './kernels/table';
import type { GpuTensor } from './views';

/** Dispatches that compute some steps of a plan. */
export interface Unit {
  readonly steps: readonly PlanStep[];
  readonly kernels: readonly Kernel[];
}

/** A step, and the sum over rows that it computes by the way. */
interface Folded {
  readonly step: PlanStep;
  readonly sums: PlanStep | null;
}

/** A plan as dispatches, its tensors where `place` says. Throws executor/no-kernel. */
export function lowerPlan(
  plan: Plan,
  place: (buffer: number) => GpuTensor,
  on: Lowering & { beginStep(): void },
): Unit[] {
  const folded = foldColumnSums(plan, (step) => mayFoldSums(gpuStep(step, place), on));
  const units: Unit[] = [];
  for (let i = 0; i < folded.length; ) {
    const { step } = folded[i] as Folded;
    const run = RUNS_BY_OP[step.op.id];
    let end = i + 1;
    while (run && folded[end]?.step.op.id === step.op.id) end++;
    on.beginStep();
    const part = folded.slice(i, end);
    units.push(run ? lowerRun(part, run, place, on) : lowerStep(folded[i] as Folded, place, on));
    i = end;
  }
  return units;
}

function lowerRun(
  part: readonly Folded[],
  run: (steps: readonly GpuStep[], on: Lowering) => Kernel[],
  place: (buffer: number) => GpuTensor,
  on: Lowering,
): Unit {
  const steps = part.map(({ step }) => step);
  return { steps, kernels: run(steps.map((step) => gpuStep(step, place)), on) };
}

function lowerStep({ step, sums }: Folded, place: (buffer: number) => GpuTensor, on: Lowering): Unit {
  const lower = KERNELS_BY_OP[step.op.id];
  if (!lower) throw noKernel(step.op.id);
  if (!sums) return { steps: [step], kernels: lower(gpuStep(step, place), on) };
  const residual = sums.inputs[1] === undefined ? null : place(sums.inputs[1]);
  const columnSums = { sum: place(sums.outputs[0] as number), residual };
  return { steps: [sums, step], kernels: lower({ ...gpuStep(step, place), columnSums }, on) };
}

/** A plan's step with its tensors. */
export function gpuStep(
  { op, attrs, inputs, outputs }: PlanStep,
  place: (buffer: number) => GpuTensor,
): GpuStep {
  return { op: op.id, attrs, inputs: inputs.map(place), outputs: outputs.map(place) };
}

/**
 * Lets the product that makes a weight's gradient, Xᵀ·dY, also make its bias's: the column sums of
 * dY. That moves the sum to the product's place, so it must write a variable that nothing else in
 * the plan touches.
 */
function foldColumnSums(plan: Plan, mayFold: (step: PlanStep) => boolean): Folded[] {
  const sumOf = new Map<number, PlanStep>();
  for (const step of plan.steps) {
    if (step.op.id === 'sumRows' && movable(plan, step)) sumOf.set(step.inputs[0] as number, step);
  }
  const folded = new Map<PlanStep, PlanStep>();
  for (const step of plan.steps) {
    const { transposeA, transposeB } = step.attrs;
    const sums = sumOf.get(step.inputs[1] ?? -1);
    if (step.op.id !== 'matmul' || !transposeA || transposeB || !sums || !mayFold(step)) continue;
    folded.set(step, sums);
    sumOf.delete(step.inputs[1] as number);
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

function noKernel(op: string): EngineError {
  const message = `the WebGPU executor has no kernel for "${op}"`;
  return new EngineError('executor/no-kernel', message, { op });
}

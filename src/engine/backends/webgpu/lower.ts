import { EngineError } from '../../core/errors';
import type { Plan, PlanStep } from '../../graph/plan';
import type { GpuStep, Kernel, Lowering } from './kernel';
import { KERNELS_BY_OP, RUNS_BY_OP } from './kernels/table';
import { type Folded, foldColumnSums } from './matmul/fold';
import { mayFoldSums } from './matmul/lower';
import type { GpuTensor } from './views';

/** Dispatches that compute some steps of a plan. */
export interface Unit {
  readonly steps: readonly PlanStep[];
  readonly kernels: readonly Kernel[];
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
  return {
    steps,
    kernels: run(
      steps.map((step) => gpuStep(step, place)),
      on,
    ),
  };
}

function lowerStep(
  { step, sums }: Folded,
  place: (buffer: number) => GpuTensor,
  on: Lowering,
): Unit {
  const lower = KERNELS_BY_OP[step.op.id];
  if (!lower) throw noKernel(step.op.id);
  if (!sums) return { steps: [step], kernels: lower(gpuStep(step, place), on) };
  const residual = sums.inputs[1] === undefined ? null : place(sums.inputs[1]);
  const of = sums.inputs[0] === step.inputs[0] ? ('A' as const) : ('B' as const);
  const columnSums = { of, sum: place(sums.outputs[0] as number), residual };
  return { steps: [sums, step], kernels: lower({ ...gpuStep(step, place), columnSums }, on) };
}

/** A plan's step with its tensors. */
export function gpuStep(
  { op, attrs, inputs, outputs }: PlanStep,
  place: (buffer: number) => GpuTensor,
): GpuStep {
  return { op: op.id, attrs, inputs: inputs.map(place), outputs: outputs.map(place) };
}

function noKernel(op: string): EngineError {
  const message = `the WebGPU executor has no kernel for "${op}"`;
  return new EngineError('executor/no-kernel', message, { op });
}

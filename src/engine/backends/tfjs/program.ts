import * as tf from '@tensorflow/tfjs-core';
import { unpack } from '../../core/quantize';
import type { Plan, PlanBuffer, PlanStep } from '../../graph/plan';
import { type Counts, elementCount, resolveShape } from '../../graph/shapes';
import type { OpDefinition } from '../../ops/op';
import { checkCounts } from '../counts';
import type { Program } from '../executor';
import { checkWritten, noOutput } from '../hostEnds';
import { checkStorage } from '../storageCheck';
import type { VariableStore } from './executor';

type HostData = Float32Array | Int32Array;

/** A plan interpreted step by step; tensors are dropped after their last use. */
export function createProgram(plan: Plan, store: VariableStore): Program {
  const inputs = new Map<string, HostData>();
  let results = new Map<string, tf.Tensor>();
  const drop = (): void => {
    for (const tensor of results.values()) tensor.dispose();
    results = new Map();
  };
  return {
    bytes: plan.bytes.inputs + plan.bytes.outputs,
    write(name, data) {
      inputs.set(name, data.slice());
    },
    run(counts) {
      checkCounts(plan.capacity, counts);
      drop();
      tf.tidy(() => {
        results = interpret(plan, counts, inputs, store);
      });
    },
    async read(name) {
      const tensor = results.get(name);
      if (!tensor) throw noOutput(name);
      return Float32Array.from(await tensor.data());
    },
    dispose: drop,
  };
}

function interpret(
  plan: Plan,
  counts: Counts,
  inputs: ReadonlyMap<string, HostData>,
  store: VariableStore,
): Map<string, tf.Tensor> {
  const tensors: (tf.Tensor | undefined)[] = [];
  const lastUse = lastUses(plan);
  const load = (buffer: PlanBuffer): tf.Tensor => {
    const shape = resolveShape(buffer.shape, counts);
    if (buffer.kind === 'variable') {
      const packed = store.getPacked(buffer.name);
      checkStorage(buffer, packed?.storage ?? 'f32');
      return packed ? tf.tensor(unpack(packed), shape) : tf.reshape(store.get(buffer.name), shape);
    }
    const data = hostInput(buffer, counts, inputs);
    return tf.tensor(data, shape, buffer.dtype === 'i32' ? 'int32' : 'float32');
  };
  plan.steps.forEach((step, i) => {
    for (const id of step.inputs) tensors[id] ??= load(plan.buffers[id] as PlanBuffer);
    runStep(plan, step, tensors, counts, inputs);
    for (const id of new Set(step.inputs)) {
      const { kind } = plan.buffers[id] as PlanBuffer;
      if (lastUse[id] === i && kind === 'workspace') tensors[id]?.dispose();
    }
  });
  return keepResults(plan, tensors, store);
}

function runStep(
  plan: Plan,
  step: PlanStep,
  tensors: (tf.Tensor | undefined)[],
  counts: Counts,
  inputs: ReadonlyMap<string, HostData>,
): void {
  const host = (position: number): Int32Array => {
    const buffer = plan.buffers[step.inputs[position] ?? -1] as PlanBuffer;
    return hostInput(buffer, counts, inputs) as Int32Array;
  };
  const { reference } = step.op as OpDefinition;
  const operands = step.inputs.map((id) => tensors[id] as tf.Tensor);
  const outputs = tf.tidy(() => reference(operands, step.attrs, { counts, host }));
  step.outputs.forEach((id, output) => {
    tensors[id] = outputs[output];
  });
}

function hostInput(
  buffer: PlanBuffer,
  counts: Counts,
  inputs: ReadonlyMap<string, HostData>,
): HostData {
  const data = inputs.get(buffer.name) ?? new Float32Array(0);
  checkWritten(buffer, data.length, counts);
  return data.subarray(0, elementCount(buffer.shape, counts));
}

function keepResults(
  plan: Plan,
  tensors: readonly (tf.Tensor | undefined)[],
  store: VariableStore,
): Map<string, tf.Tensor> {
  const written = new Set(plan.steps.flatMap((step) => step.outputs));
  for (const buffer of plan.buffers) {
    const tensor = tensors[buffer.id];
    if (buffer.kind !== 'variable' || !tensor || !written.has(buffer.id)) continue;
    store.set(buffer.name, tf.keep(tf.clone(tf.reshape(tensor, [tensor.size]))) as tf.Tensor1D);
  }
  return new Map(
    Object.entries(plan.outputs).map(([name, id]) => [
      name,
      tf.keep(tf.clone(tensors[id] as tf.Tensor)),
    ]),
  );
}

function lastUses(plan: Plan): number[] {
  const lastUse: number[] = [];
  plan.steps.forEach((step, i) => {
    for (const id of [...step.inputs, ...step.outputs]) lastUse[id] = i;
  });
  return lastUse;
}

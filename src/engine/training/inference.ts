import type { Program } from '../backends/executor';
import { IGNORED, joinTargets, type Target } from '../core/target';
import type { Counts } from '../graph/shapes';
import type { Answered, Example, ExampleList } from '../tasks/task';
import type { Network } from './network';
import { answeredCount, packExamples, pickAnswered, splitToCapacity } from './packing';

/** A network's forward pass, ready to run. */
export interface Inference {
  readonly program: Program;
  readonly network: Pick<Network, 'task' | 'taskConfig' | 'virtual' | 'inference'>;
  readonly capacity: Counts;
  /** Puts the features of examples in place, where the program begins at those. */
  readonly writeFeatures?: (program: Program, examples: readonly Example[]) => Promise<void>;
}

/**
 * What a network says of examples, in their order: logits [units, C] flat, or what the task keeps of
 * them unless they are wanted `whole`, and the best path where a chain decides. Calls `onRows` after
 * each part.
 */
export async function infer(
  inference: Inference,
  examples: ExampleList,
  onRows?: (done: number) => Promise<void>,
  whole = false,
): Promise<Pick<Answered, 'logits' | 'path' | 'lossSum'>> {
  const { network, program, capacity } = inference;
  const hasPath = network.inference.outputs.path !== undefined;
  const [logits, paths]: [Float32Array[], Float32Array[]] = [[], []];
  let [done, lossSum] = [0, 0];
  for (const group of splitToCapacity(examples, capacity, network.virtual.count)) {
    done += group.length;
    if (network.task.masks && answeredCount(group) === 0) continue;
    if (hasPath) program.write('divisor', Float32Array.of(1));
    await runOn(inference, group);
    logits.push(ofUnits(network, group, await program.read('logits'), whole));
    if (hasPath) {
      paths.push(ofUnits(network, group, await program.read('path')));
      lossSum += (await program.read('loss'))[0] ?? Number.NaN;
    }
    await onRows?.(done);
  }
  const path = hasPath ? Int32Array.from(concatenate(paths)) : null;
  return { logits: concatenate(logits), path, lossSum: hasPath ? lossSum : null };
}

/** Runs a program of a network once on examples that fit it. `key` seeds its dropout. */
export async function runOn(
  { program, network, writeFeatures }: Omit<Inference, 'capacity'>,
  examples: readonly Example[],
  key = 0,
): Promise<void> {
  const { task, taskConfig, virtual } = network;
  const { counts, inputs } = packExamples(examples, virtual);
  program.write('key', Int32Array.of(key));
  for (const [name, data] of Object.entries(task.targets(examples, taskConfig, virtual.count)))
    program.write(name, data);
  await writeFeatures?.(program, examples);
  for (const [name, data] of Object.entries(inputs)) program.write(name, data);
  program.run(task.masks ? { ...counts, M: answeredCount(examples) } : counts);
}

/** Of values [S, …] or [N, …] those of the units that are answered; of all [M, …] what is kept. */
function ofUnits(
  { virtual, task }: Inference['network'],
  group: readonly Example[],
  values: Float32Array,
  whole = false,
): Float32Array {
  if (task.masks) return whole ? values : task.masks.keep(values, truthsOf(group));
  return task.perToken ? pickAnswered(group, values, virtual.count) : values;
}

/** What is true of the tokens that are asked for. */
function truthsOf(examples: readonly Example[]): Target {
  return joinTargets(examples.map(({ target }) => target)).filter((id) => id !== IGNORED);
}

function concatenate(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

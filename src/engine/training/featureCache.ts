import type { Executor, Program } from '../backends/executor';
import type { Graph } from '../graph/node';
import { makePlan, type Storages } from '../graph/plan';
import { type Counts, elementCount } from '../graph/shapes';
import type { Example, ExampleList } from '../tasks/task';
import { packExamples, splitToCapacity } from './packing';

/** What the frozen part of a network says of each row, computed once. */
export interface FeatureCache {
  /** Computes what is missing for these examples. Calls `onRows` with the rows done; false ends it. */
  fill(examples: ExampleList, onRows?: (done: number) => Promise<boolean>): Promise<void>;
  /** Writes the inputs of the trained part for these examples, end to end. */
  write(program: Program, examples: readonly Example[]): Promise<void>;
  readonly bytes: number;
  dispose(): void;
}

/** A cache over a graph whose outputs are [N, …] (kept per token) or [S, …] (kept per row). */
export async function createFeatureCache(
  executor: Executor,
  features: Graph,
  capacity: Counts,
  storages: Storages,
): Promise<FeatureCache> {
  const program = await executor.compile(makePlan(features, capacity, storages));
  const outputs = Object.entries(features.outputs).map(([name, { shape }]) => ({
    name,
    perToken: shape[0] === 'N',
    width: elementCount(shape, { N: 1, S: 1 }),
  }));
  const kept = createKept<ReadonlyMap<string, Float32Array>>();
  let bytes = 0;

  async function compute(group: readonly Example[]): Promise<void> {
    const { counts, inputs } = packExamples(group);
    program.write('key', Int32Array.of(0));
    for (const [name, data] of Object.entries(inputs)) program.write(name, data);
    program.run(counts);
    const values = await Promise.all(outputs.map(({ name }) => program.read(name)));
    const at = outputs.map(() => 0);
    for (const example of group) {
      const rows = new Map<string, Float32Array>();
      outputs.forEach(({ name, perToken, width }, i) => {
        const length = width * (perToken ? example.ids.length : 1);
        const start = at[i] as number;
        rows.set(name, (values[i] as Float32Array).slice(start, start + length));
        at[i] = start + length;
        bytes += 4 * length;
      });
      kept.set(example, rows);
    }
  }

  async function fill(
    examples: ExampleList,
    onRows?: (done: number) => Promise<boolean>,
  ): Promise<void> {
    let done = 0;
    function* missing(): Generator<Example> {
      for (const example of examples) {
        if (kept.get(example)) done += 1;
        else yield example;
      }
    }
    for (const group of splitToCapacity(missing(), capacity)) {
      await compute(group);
      done += group.length;
      if ((await onRows?.(done)) === false) return;
    }
  }

  return {
    fill,
    async write(target, examples) {
      await fill(examples);
      for (const { name } of outputs) {
        const parts = examples.map(
          (example) => kept.get(example)?.get(name) ?? new Float32Array(0),
        );
        const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
        parts.reduce((at, part) => {
          all.set(part, at);
          return at + part.length;
        }, 0);
        target.write(name, all);
      }
    },
    get bytes() {
      return bytes;
    },
    dispose: () => program.dispose(),
  };
}

/** Values by example: under its place where it has one, else as long as the example itself lives. */
function createKept<T>() {
  const placed = new Map<number, T>();
  const loose = new WeakMap<Example, T>();
  return {
    get: (example: Example): T | undefined =>
      example.place === undefined ? loose.get(example) : placed.get(example.place),
    set(example: Example, value: T): void {
      if (example.place === undefined) loose.set(example, value);
      else placed.set(example.place, value);
    },
  };
}

import type { Packed } from '../core/storage';
import type { Plan } from '../graph/plan';
import type { Counts } from '../graph/shapes';

/**
 * An executor turns plans into programs and keeps the tensors that outlive them (parameters,
 * gradients, moments): the store. It never decides what is computed. Whoever creates a variable
 * removes it; `dispose()` frees everything.
 */
export interface Executor {
  readonly id: string;
  /** Worker threads used, the caller's own included; 1 where that means nothing. */
  readonly threads: number;
  /** "2 threads, relaxed SIMD": for the device panel. */
  readonly description: string;
  /** Makes a variable of zeros; an existing one of the same size is kept as it is. */
  createVariable(name: string, elements: number): void;
  writeVariable(name: string, data: Float32Array): void;
  /**
   * Makes or replaces a variable that stays as packed as it is given; kernels unpack what they read
   * of it. Plans that read it must say so (PlanBuffer.storage).
   */
  writePacked(name: string, packed: Packed): void;
  /** A copy of the variable's current values, unpacked. */
  readVariable(name: string): Promise<Float32Array>;
  removeVariable(name: string): void;
  hasVariable(name: string): boolean;
  /**
   * Where memory is the device's own: finds out whether there is room for this many bytes before
   * anything is loaded; keeps none of them. Throws executor/out-of-memory.
   */
  probe?(bytes: number): Promise<void>;
  /** Makes a program. Its variables must exist. Programs of one executor share their workspace. */
  compile(plan: Plan): Promise<Program>;
  /** Bytes held now. */
  bytes(): { readonly variables: number; readonly workspace: number };
  dispose(): void;
}

/** A plan made ready to replay. Only one program of an executor runs at a time. */
export interface Program {
  /**
   * Sets an input; its length may be less than the capacity's, for the counts of the next run. A
   * name that the plan does not read is ignored: one packed batch serves every program.
   */
  write(name: string, data: Float32Array | Int32Array): void;
  /** Replays the plan once with these counts. Throws when they exceed the capacity. */
  run(counts: Counts): void;
  /**
   * An output of the last run, cut to its counts. What is read is settled when this is called: later
   * runs do not change it, and where the device is apart it arrives while they go on.
   */
  read(name: string): Promise<Float32Array>;
  readonly bytes: number;
  dispose(): void;
}

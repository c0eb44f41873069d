import type { PackedStorage } from '../../core/storage';
import type { Attrs } from '../../graph/node';
import type { Counts, Shape } from '../../graph/shapes';
import type { Traits } from './traits';
import type { GpuTensor, View } from './views';

/** WGSL types in which kernels see a tensor. */
export type ElementType = 'f32' | 'vec2f' | 'vec4f' | 'i32' | 'vec2i' | 'vec4u';

/** A tensor as one kernel binds it. */
export interface Bound {
  readonly view: View;
  readonly type: ElementType;
  /** Whether the kernel writes it; it may read what it writes. */
  readonly writes: boolean;
  /** Set where the values lie packed: X(i) unpacks them. */
  readonly packed?: PackedView;
}

/** How values lie packed in what is bound; see core/storage.ts. */
export interface PackedView {
  readonly storage: PackedStorage;
  /** Words before the codes, and before the scales where the format has some. */
  readonly codesAt: number;
  readonly scalesAt: number;
  /** Where the scales are bound; null: with the codes. */
  readonly scales: View | null;
}

/**
 * One dispatch. In its text a bound tensor `X` of type T is the function X(i) → T, and setX(i, v)
 * where it is written; `counts.n`, `counts.s` and `counts.m` are the tokens, segments and masked tokens in use; `group`,
 * `groups` and `lane` are the workgroup, how many there are, and the thread's number in it.
 */
export interface Kernel {
  /** The op it computes, for messages. */
  readonly label: string;
  readonly bound: Readonly<Record<string, Bound>>;
  /** i32 [1] inputs that are read as a uniform, to save a storage binding. */
  readonly uniforms?: Readonly<Record<string, View>>;
  /** Threads of a workgroup. */
  readonly threads: number;
  /** Functions and workgroup variables beside main. */
  readonly declarations?: string;
  /** The text of main. */
  readonly body: string;
  /** Workgroups to dispatch; 0 in any direction: nothing. */
  groups(counts: Counts): readonly [number, number, number];
  readonly subgroups?: boolean;
}

/** One step of a plan, its tensors laid out. */
export interface GpuStep {
  readonly op: string;
  readonly inputs: readonly GpuTensor[];
  readonly outputs: readonly GpuTensor[];
  readonly attrs: Attrs;
  /** Σ over rows of a factor that the step computes by the way, and what it is added to. */
  readonly columnSums?: {
    readonly of: 'A' | 'B';
    readonly sum: GpuTensor;
    readonly residual: GpuTensor | null;
  };
}

/** What lowering a step may ask for. */
export interface Lowering {
  readonly traits: Traits;
  readonly capacity: Counts;
  /** Names of tiles that measuring found quickest, by shape class of a product. */
  readonly tiles: ReadonlyMap<string, string>;
  /** Memory that only this step uses: f32 of this shape. */
  temporary(shape: Shape): GpuTensor;
  /** Integers that never change, for the kernel to read. */
  constant(data: Uint32Array): View;
}

/** How an op becomes dispatches. */
export type Lower = (step: GpuStep, on: Lowering) => Kernel[];

/** Reads a tensor. */
export const reads = (view: View, type: ElementType): Bound => ({ view, type, writes: false });
/** Writes a tensor, or changes it. */
export const writes = (view: View, type: ElementType): Bound => ({ view, type, writes: true });

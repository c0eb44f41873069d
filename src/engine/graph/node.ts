import { EngineError } from '../core/errors';
import { type Shape, shapeText } from './shapes';

export type DType = 'f32' | 'i32';

export interface TensorType {
  readonly shape: Shape;
  readonly dtype: DType;
}

export type Attrs = Readonly<Record<string, number | string | boolean>>;

/** One result of a node. */
export interface Value extends TensorType {
  readonly node: Node;
  /** Which of the node's outputs this is. */
  readonly index: number;
}

/** One operation of a step. Nothing computes while nodes are made. */
export interface Node {
  /** Counts up in the order of building, which is a topological order. */
  readonly id: number;
  readonly op: Op;
  readonly attrs: Attrs;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
}

/** What the graph knows of an op; its tfjs reference is added by ops/op.ts. */
export interface Op {
  readonly id: string;
  /** Output types from input types; throws what {@link shapeError} makes when they do not fit. */
  shape(inputs: readonly TensorType[], attrs: Attrs): readonly TensorType[];
  /**
   * Gradients of the inputs, written with ops. `gradOutputs[i]` is the gradient of output i, null
   * when nothing depends on it; `needs[i]` says whether input i wants one. Absent: not
   * differentiable, or a leaf.
   */
  gradient?(
    node: Node,
    gradOutputs: readonly (Value | null)[],
    needs: readonly boolean[],
  ): readonly (Value | null)[];
  /** `inPlace[output] = input`: the kernel may write that output over that input. */
  readonly inPlace?: Readonly<Record<number, number>>;
  /** Set for nodes that compute nothing: where their value comes from. */
  readonly leaf?: 'input' | 'variable';
  /** Draws from the run's random key: never computed once and kept. */
  readonly random?: boolean;
  /**
   * Inputs whose row i is all that row i of output 0 takes from them; other inputs are read whole.
   * Absent or empty: rows depend on each other.
   */
  rowwise?(attrs: Attrs): readonly number[];
  /** Inputs that may be variables in fewer bytes than f32: the kernel unpacks what it reads of them. */
  readonly unpacks?: readonly number[];
  /** Set where output 0 is rows of input `from`, picked by the i32 input `index`. */
  readonly selects?: { readonly index: number; readonly from: number };
  /** One node that computes producer and consumer both (epilogue fusion), or null. */
  absorb?(producer: Node, consumer: Node, use: Use): Absorption | null;
}

/** How a consumer uses the producer's output 0: as its only use, or as the first of several. */
export interface Use {
  readonly only: boolean;
  readonly first: boolean;
}

/** What stands for the consumer's output 0 after fusion, and for the producer's where others read it. */
export interface Absorption {
  readonly consumer: Value;
  readonly producer: Value | null;
}

/** What one program computes: outputs the host reads, and variables it writes. */
export interface Graph {
  readonly outputs: Readonly<Record<string, Value>>;
  readonly assignments: readonly Assignment[];
}

/** "variable := value", or "variable += value". */
export interface Assignment {
  readonly variable: string;
  readonly value: Value;
}

let nextId = 0;

/** Makes a node and its output values. The only constructor of nodes. */
export function makeNode(op: Op, inputs: readonly Value[], attrs: Attrs = {}): Node {
  const types = op.shape(inputs, attrs);
  const outputs: Value[] = [];
  const node: Node = { id: nextId++, op, attrs, inputs, outputs };
  types.forEach((type, index) => {
    outputs.push({ node, index, shape: type.shape, dtype: type.dtype });
  });
  return node;
}

/** Output `index` of a node. */
export function output(node: Node, index = 0): Value {
  const value = node.outputs[index];
  if (!value) throw new EngineError('graph/no-output', `${node.op.id} has no output ${index}`);
  return value;
}

/** The error of a shape rule: names the op, the shapes it got and what it wanted. */
export function shapeError(op: string, wanted: string, inputs: readonly TensorType[]): EngineError {
  const got = inputs.map((input) => `${input.dtype}${shapeText(input.shape)}`).join(', ');
  return new EngineError('graph/shape', `${op} wants ${wanted}, got ${got}`, { op, wanted, got });
}

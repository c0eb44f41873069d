import { EngineError } from '../core/errors';
import type { Node, Value } from './node';
import type { StandIn } from './recompute';

/** How gradients of one value are added, and how the seed of the loss is made: given by ops/. */
export interface GradientArithmetic {
  add(a: Value, b: Value): Value;
  /** A f32 value of the shape of `like`, filled with 1. */
  ones(like: Value): Value;
}

/**
 * Reverse-mode differentiation of a scalar `loss` with respect to `wrt` (variables).
 *
 * Only nodes on a path from `wrt` to the loss are visited: nothing is differentiated below the
 * lowest trainable value. Gradients read forward nodes through `standIn`. Returns one gradient per entry of `wrt`; a variable the loss does not
 * depend on is an error, since training it would silently do nothing.
 */
export function differentiate(
  loss: Value,
  wrt: readonly Value[],
  arithmetic: GradientArithmetic,
  standIn: StandIn = (node) => node,
): Value[] {
  const path = nodesBetween(loss.node, new Set(wrt.map((value) => value.node)));
  const gradients = new Map<Value, Value>([[loss, arithmetic.ones(loss)]]);
  for (const node of [...path].sort((a, b) => b.id - a.id)) {
    backward(node, path, gradients, arithmetic, standIn);
  }
  return wrt.map((value) => {
    const gradient = gradients.get(value);
    if (gradient) return gradient;
    const name = String(value.node.attrs.name ?? value.node.op.id);
    throw new EngineError('graph/no-gradient', `the loss does not depend on ${name}`, { name });
  });
}

function backward(
  node: Node,
  path: ReadonlySet<Node>,
  gradients: Map<Value, Value>,
  arithmetic: GradientArithmetic,
  standIn: StandIn,
): void {
  const gradOutputs = node.outputs.map((value) => gradients.get(value) ?? null);
  const needs = node.inputs.map((value) => path.has(value.node));
  if (!needs.some(Boolean) || gradOutputs.every((gradient) => gradient === null)) return;
  if (!node.op.gradient) {
    throw new EngineError('graph/not-differentiable', `${node.op.id} has no gradient rule`);
  }
  const gradInputs = node.op.gradient(standIn(node), gradOutputs, needs);
  node.inputs.forEach((value, i) => {
    const gradient = gradInputs[i];
    if (!gradient || !needs[i]) return;
    const sum = gradients.get(value);
    gradients.set(value, sum ? arithmetic.add(gradient, sum) : gradient);
  });
}

/** Nodes that depend on a source and that the loss depends on, sources included. */
function nodesBetween(loss: Node, sources: ReadonlySet<Node>): Set<Node> {
  const onPath = new Map<Node, boolean>();
  const stack: Node[] = [loss];
  while (stack.length > 0) {
    const node = stack[stack.length - 1] as Node;
    const open = node.inputs.map((value) => value.node).filter((input) => !onPath.has(input));
    if (open.length > 0 && !sources.has(node)) {
      stack.push(...open);
      continue;
    }
    stack.pop();
    onPath.set(node, sources.has(node) || node.inputs.some((value) => onPath.get(value.node)));
  }
  return new Set([...onPath].filter(([, on]) => on).map(([node]) => node));
}

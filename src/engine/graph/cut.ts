import { input } from './leaves';
import { makeNode, type Node, type Value } from './node';
import { reachable } from './reachable';

/** A graph parted where the first trained weight acts. */
export interface Cut {
  /** Values that no trained weight touches and that the rest needs. Computable once per row. */
  readonly frontier: readonly Value[];
  /** The results rebuilt on inputs `frozen/0`, `frozen/1`, … in place of the frontier. */
  readonly results: readonly Value[];
}

/** The name of the input that stands for frontier value `index`. */
export function frozenInput(index: number): string {
  return `frozen/${index}`;
}

/**
 * Parts `results` at the lowest trained weights. Random ops (dropout) that only feed the trained
 * part stay above the cut, so that they keep acting.
 */
export function cutFrozen(results: readonly Value[], isTrained: (leaf: Value) => boolean): Cut {
  const named = Object.fromEntries(results.map((value, i) => [String(i), value]));
  const nodes = reachable({ outputs: named, assignments: [] });
  const moving = movingNodes(nodes, isTrained);
  const frontier: Value[] = [];
  const rebuilt = new Map<Value, Value>();
  const stand = (value: Value): Value => {
    const known = rebuilt.get(value);
    if (known) return known;
    if (value.node.inputs.length === 0) return value;
    const leaf = input(frozenInput(frontier.length), value.shape, value.dtype);
    frontier.push(value);
    rebuilt.set(value, leaf);
    return leaf;
  };
  for (const node of nodes) {
    if (!moving.has(node) || node.inputs.length === 0) continue;
    const copy = makeNode(node.op, node.inputs.map(stand), node.attrs);
    node.outputs.forEach((value, i) => {
      rebuilt.set(value, copy.outputs[i] as Value);
    });
  }
  return { frontier, results: results.map(stand) };
}

/** Nodes that depend on a trained leaf, and random ones that feed only those. */
function movingNodes(nodes: readonly Node[], isTrained: (leaf: Value) => boolean): Set<Node> {
  const moving = new Set<Node>();
  for (const node of nodes) {
    const leaf = node.inputs.length === 0 && node.outputs.some(isTrained);
    if (leaf || node.inputs.some((value) => moving.has(value.node))) moving.add(node);
  }
  for (const node of [...nodes].reverse()) {
    if (moving.has(node) || node.op.random !== true) continue;
    const users = nodes.filter((user) => user.inputs.some((value) => value.node === node));
    if (users.length > 0 && users.every((user) => moving.has(user))) moving.add(node);
  }
  return moving;
}

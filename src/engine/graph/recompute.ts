import { makeNode, type Node, output, type Value } from './node';
import { reachable } from './reachable';

/**
 * Gradient checkpointing: of a block of layers only what it ends in is kept, and the rest is
 * computed again when the backward pass comes to it. Chen et al. 2016, https://arxiv.org/abs/1604.06174
 * The second pass runs the same ops on the same values (dropout follows from its key and salt), so
 * gradients are the same bits.
 */

/** Attr of a node whose output 0 is all that later blocks read of its block. */
const ENDS_BLOCK = 'endsBlock';

/** The value as the end of a block; leaves and further outputs of a node stay as they are. */
export function endBlock(value: Value): Value {
  const { op, inputs, attrs } = value.node;
  if (op.leaf !== undefined || value.index !== 0) return value;
  return output(makeNode(op, inputs, { ...attrs, [ENDS_BLOCK]: true }));
}

/** What the backward pass reads in place of a node of the forward pass. */
export type StandIn = (node: Node) => Node;

/**
 * Stand-ins for the blocks below `results` but the last, whose backward pass comes right after it.
 * A block's are made when its first is asked for: later than all that was made before, which is
 * when they are computed.
 */
export function recomputeBlocks(results: readonly Value[]): StandIn {
  const named = Object.fromEntries(results.map((value, i) => [String(i), value]));
  const order = reachable({ outputs: named, assignments: [] });
  const blocks = blocksOf(order);
  const lastEnd = order
    .filter(endsBlock)
    .reduce((most, node) => Math.max(most, at(blocks, node)), 0);
  const standIns = new Map<number, ReadonlyMap<Node, Node>>();
  return (node) => {
    const block = at(blocks, node);
    if (block >= lastEnd) return node;
    const known =
      standIns.get(block) ?? copyBlock(order.filter((one) => at(blocks, one) === block));
    standIns.set(block, known);
    return known.get(node) ?? node;
  };
}

function endsBlock({ attrs }: Node): boolean {
  return attrs[ENDS_BLOCK] === true;
}

function at(blocks: ReadonlyMap<Node, number>, node: Node): number {
  return blocks.get(node) ?? 0;
}

/** The number of each node's block: one more than that of a block whose end it reads. */
function blocksOf(order: readonly Node[]): ReadonlyMap<Node, number> {
  const blocks = new Map<Node, number>();
  for (const node of order) {
    const below = node.inputs.map((value) => at(blocks, value.node) + (isEnd(value) ? 1 : 0));
    blocks.set(node, Math.max(0, ...below));
  }
  return blocks;
}

function isEnd(value: Value): boolean {
  return value.index === 0 && endsBlock(value.node);
}

/** Copies of a block's nodes on each other; its end keeps its outputs and reads the copies. */
function copyBlock(nodes: readonly Node[]): ReadonlyMap<Node, Node> {
  const copies = new Map<Node, Node>();
  const again = ({ node, index }: Value): Value | undefined => copies.get(node)?.outputs[index];
  for (const node of nodes) {
    if (node.op.leaf !== undefined) continue;
    const inputs = node.inputs.map((value) => again(value) ?? value);
    copies.set(node, endsBlock(node) ? { ...node, inputs } : makeNode(node.op, inputs, node.attrs));
  }
  return copies;
}

import type { Graph, Node } from './node';

/**
 * Every node that a graph's results depend on, in order of building. That order runs the forward
 * pass first and each weight gradient as soon as its two factors exist, which keeps few values alive.
 */
export function reachable(graph: Graph): Node[] {
  const seen = new Set<Node>();
  const open: Node[] = [
    ...Object.values(graph.outputs).map((value) => value.node),
    ...graph.assignments.map(({ value }) => value.node),
  ];
  for (let node = open.pop(); node; node = open.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    for (const value of node.inputs) open.push(value.node);
  }
  return [...seen].sort((a, b) => a.id - b.id);
}

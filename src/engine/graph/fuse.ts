import { type Graph, makeNode, type Node, type Value } from './node';
import { reachable } from './reachable';

/**
 * Rebuilds a graph with epilogues folded into their producers, as the ops' `absorb` rules allow
 * (bias, activation, activation gradient and residual into matmul). Values keep their meaning.
 */
export function fuse(graph: Graph): Graph {
  const pass = new FusionPass(graph);
  for (const node of reachable(graph)) pass.visit(node);
  return {
    outputs: Object.fromEntries(
      Object.entries(graph.outputs).map(([name, value]) => [name, pass.now(value)]),
    ),
    assignments: graph.assignments.map(({ variable, value }) => ({
      variable,
      value: pass.now(value),
    })),
  };
}

/** What is known while one graph is rebuilt in order of building. */
class FusionPass {
  /** What stands for an old value, followed until nothing replaces it. */
  private readonly replacement = new Map<Value, Value>();
  /** Uses that a value has in all, and those already rebuilt. */
  private readonly uses = new Map<Value, number>();
  private readonly consumed = new Map<Value, number>();

  constructor(graph: Graph) {
    const results = [
      ...Object.values(graph.outputs),
      ...graph.assignments.map(({ value }) => value),
    ];
    for (const value of results) this.count(this.uses, value);
    for (const node of reachable(graph)) {
      for (const value of node.inputs) this.count(this.uses, value);
    }
  }

  now(value: Value): Value {
    let current = value;
    for (let next = this.replacement.get(current); next; next = this.replacement.get(current)) {
      current = next;
    }
    return current;
  }

  visit(old: Node): void {
    if (old.inputs.length === 0) return;
    const node = makeNode(
      old.op,
      old.inputs.map((value) => this.now(value)),
      old.attrs,
    );
    old.outputs.forEach((value, i) => {
      this.replace(value, node.outputs[i] as Value);
    });
    if (!this.absorbed(node)) for (const value of node.inputs) this.count(this.consumed, value);
  }

  private absorbed(consumer: Node): boolean {
    for (const value of consumer.inputs) {
      const { absorb } = value.node.op;
      if (!absorb || value.index !== 0) continue;
      const consumed = this.consumed.get(value) ?? 0;
      const use = { only: this.uses.get(value) === 1, first: consumed === 0 };
      const merged = absorb(value.node, consumer, use);
      if (!merged) continue;
      this.replace(consumer.outputs[0] as Value, merged.consumer);
      if (merged.producer) {
        this.replace(value, merged.producer);
        this.count(this.consumed, merged.producer);
      }
      for (const input of merged.consumer.node.inputs) {
        if (!value.node.inputs.includes(input)) this.count(this.consumed, input);
      }
      return true;
    }
    return false;
  }

  private replace(from: Value, to: Value): void {
    this.replacement.set(from, to);
    this.uses.set(to, this.uses.get(from) ?? 0);
    const consumed = this.consumed.get(from);
    if (consumed !== undefined) this.consumed.set(to, consumed);
  }

  private count(counter: Map<Value, number>, value: Value): void {
    counter.set(value, (counter.get(value) ?? 0) + 1);
  }
}

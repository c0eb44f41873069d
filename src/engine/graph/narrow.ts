import { makeNode, type Node, type Value } from './node';
import { reachable } from './reachable';

/** A node that picks rows, and the value that says which. */
interface Selection {
  readonly node: Node;
  readonly index: Value;
}

/**
 * Rebuilds values so that only rows which are read are computed: where everything that reads x is
 * rowwise and ends in one selection of rows, the selection moves up in front of x. A classifier on
 * the first token then spends the last block's feed-forward layer on S rows instead of N.
 */
export function narrowRows(results: readonly Value[]): Value[] {
  const named = Object.fromEntries(results.map((value, i) => [String(i), value]));
  const nodes = reachable({ outputs: named, assignments: [] });
  const pass = new NarrowingPass(wantedRows(results, nodes));
  for (const node of nodes) pass.visit(node);
  return results.map((value) => pass.now(value));
}

/** What is known while values are rebuilt in order of building. */
class NarrowingPass {
  private readonly rebuilt = new Map<Value, Value>();
  private readonly selected = new Map<string, Value>();

  constructor(private readonly wanted: ReadonlyMap<Value, Selection | null>) {}

  now(value: Value): Value {
    return this.rebuilt.get(value) ?? value;
  }

  visit(node: Node): void {
    if (node.inputs.length === 0) return;
    const [result] = node.outputs as [Value];
    const source = node.inputs[node.op.selects?.from ?? -1];
    if (source && this.narrowed(source)) {
      this.rebuilt.set(result, this.now(source));
      return;
    }
    const selection = this.narrowed(result);
    const byRow = selection ? rowInputs(node) : [];
    const inputs = node.inputs.map((value, i) =>
      selection && byRow.includes(i) ? this.rows(value, selection) : this.now(value),
    );
    const copy = makeNode(node.op, inputs, node.attrs);
    node.outputs.forEach((value, i) => {
      this.rebuilt.set(value, copy.outputs[i] as Value);
    });
  }

  /** The selection that a value is computed for; null where all of it is. */
  private narrowed(value: Value): Selection | null {
    const movable = value.index === 0 && rowInputs(value.node).length > 0;
    return movable ? (this.wanted.get(value) ?? null) : null;
  }

  /** The selected rows of a value, the selection made once. */
  private rows(value: Value, { node, index }: Selection): Value {
    if (this.narrowed(value)) return this.now(value);
    const key = `${index.node.id}.${index.index} of ${value.node.id}.${value.index}`;
    const known = this.selected.get(key);
    if (known) return known;
    const inputs = node.inputs.map((one, i) => this.now(i === node.op.selects?.from ? value : one));
    const made = makeNode(node.op, inputs, node.attrs).outputs[0] as Value;
    this.selected.set(key, made);
    return made;
  }
}

/** Which rows of each value are read: a selection, or null for all of them. */
function wantedRows(
  results: readonly Value[],
  nodes: readonly Node[],
): Map<Value, Selection | null> {
  const wanted = new Map<Value, Selection | null>();
  const want = (value: Value, selection: Selection | null): void => {
    const known = wanted.get(value);
    const agreed = known === undefined || known?.index === selection?.index;
    wanted.set(value, agreed ? selection : null);
  };
  for (const value of results) want(value, null);
  for (const node of [...nodes].reverse()) {
    const alone = node.outputs.slice(1).every((value) => !wanted.has(value));
    const own = alone ? (wanted.get(node.outputs[0] as Value) ?? null) : null;
    const byRow = rowInputs(node);
    node.inputs.forEach((value, i) => {
      want(value, selectionAt(node, i) ?? (byRow.includes(i) ? own : null));
    });
  }
  return wanted;
}

function rowInputs({ op, attrs }: Node): readonly number[] {
  return op.rowwise?.(attrs) ?? [];
}

/** The selection that a node makes from input `position`: fewer rows, one per sequence or the masked ones. */
function selectionAt(node: Node, position: number): Selection | null {
  const { op, inputs } = node;
  if (op.selects?.from !== position) return null;
  const index = inputs[op.selects.index] as Value;
  const fewer = index.shape[0] === 'S' || index.shape[0] === 'M';
  return fewer && inputs[position]?.shape[0] === 'N' ? { node, index } : null;
}

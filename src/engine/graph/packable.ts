import { leafName } from './leaves';
import type { Value } from './node';
import { reachable } from './reachable';

/** Names of the variables below `results` that are read by ops that unpack them, and by no other. */
export function packableVariables(results: readonly Value[]): ReadonlySet<string> {
  const outputs = Object.fromEntries(results.map((value, i) => [String(i), value]));
  const unpacked = new Set<string>();
  const plain = new Set(results.map((value) => leafName(value, 'variable')));
  for (const { op, inputs } of reachable({ outputs, assignments: [] })) {
    inputs.forEach((value, i) => {
      const name = leafName(value, 'variable');
      if (name !== null) (op.unpacks?.includes(i) ? unpacked : plain).add(name);
    });
  }
  return new Set([...unpacked].filter((name) => !plain.has(name)));
}

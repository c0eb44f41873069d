import type { AttentionOptions } from '../../../ops/attention';
import type { Traits } from '../traits';
import { each, vectorFor } from './text';

/** The sizes of one attention, counted in `type`. */
export interface Heads {
  readonly type: 'f32' | 'vec4f';
  /** Of one head. */
  readonly length: number;
  /** Of a row of queries and of keys. */
  readonly stride: number;
  readonly kvStride: number;
  /** Σ of `name`0·other(0) + `name`1·other(1) + …, over a head. */
  dot(name: string, other: string): string;
}

export function headsOf({ heads, kvHeads, headDim }: AttentionOptions): Heads {
  const { type, width } = vectorFor(headDim);
  const length = headDim / width;
  return {
    type,
    length,
    stride: heads * length,
    kvStride: kvHeads * length,
    dot: (name, other) =>
      each(
        length,
        (c) =>
          width === 4 ? `dot(${name}${c}, ${other}(${c}u))` : `${name}${c} * ${other}(${c}u)`,
        ' + ',
      ),
  };
}

/** What a thread does with each of the rows that it walks over. */
interface Walk {
  /** Names in `body` of the walked rows' elements, and the tensors they come from. */
  readonly sources: Readonly<Record<string, string>>;
  /** Elements of a row of those tensors, and which head of it is read. */
  readonly stride: number;
  readonly head: string;
  /** First row and one past the last, for this thread's item. */
  readonly from: string;
  readonly to: string;
  /** What happens at row `other`. */
  readonly body: string;
}

/** Workgroup memory for walked rows that even the smallest device has. */
const TILE_BYTES = 8192;

/**
 * A walk of every thread over the rows from…to. On a CPU each reads them from memory; on a GPU the
 * threads of a workgroup, whose items are neighbours, bring them into workgroup memory together.
 */
export function flashText(
  traits: Traits,
  heads: Heads,
  walk: Walk,
): { threads: number; declarations: string; body: string } {
  return traits.software ? aloneText(heads, walk) : togetherText(heads, walk);
}

function aloneText({ length, type }: Heads, { sources, stride, head, from, to, body }: Walk) {
  const names = Object.entries(sources);
  const local = inlined(body, names, length, (name, c) => `${name}${c}`);
  return {
    threads: 8,
    declarations: '',
    body: `for (var other = ${from}; other < ${to}; other++) {
let row = other * ${stride}u + ${head} * ${length}u;
${names.map(([name, tensor]) => each(length, (c) => `let ${name}${c}: ${type} = ${tensor}(row + ${c}u);`)).join('\n')}
${local}
}`,
  };
}

function togetherText({ length, type }: Heads, { sources, stride, head, from, to, body }: Walk) {
  const names = Object.entries(sources);
  const bytes = length * (type === 'vec4f' ? 16 : 4) * names.length;
  const rows = Math.max(1, Math.min(32, Math.floor(TILE_BYTES / bytes)));
  const threads = 64;
  const local = inlined(body, names, length, (name, c) => `tile${name}[tileRow + ${c}u]`);
  return {
    threads,
    declarations: `${names.map(([name]) => `var<workgroup> tile${name}: array<${type}, ${rows * length}>;`).join('\n')}
var<workgroup> lowest: u32;
var<workgroup> highest: u32;`,
    body: `let own = ${from};
let past = ${to};
if (lane == 0u) { lowest = own; }
if (lane == ${threads - 1}u) { highest = past; }
let begin = workgroupUniformLoad(&lowest);
let end = workgroupUniformLoad(&highest);
for (var base = begin; base < end; base += ${rows}u) {
workgroupBarrier();
for (var e = lane; e < ${rows * length}u; e += ${threads}u) {
let row = min(base + e / ${length}u, end - 1u) * ${stride}u + ${head} * ${length}u + e % ${length}u;
${names.map(([name, tensor]) => `tile${name}[e] = ${tensor}(row);`).join('\n')}
}
workgroupBarrier();
let last = min(base + ${rows}u, min(past, end));
for (var other = max(base, own); other < last; other++) {
let tileRow = (other - base) * ${length}u;
${local}
}
}`,
  };
}

/** The body with each name(c) replaced by where that element lies. */
function inlined(
  body: string,
  names: readonly (readonly [string, string])[],
  length: number,
  place: (name: string, c: number) => string,
): string {
  let text = body;
  for (const [name] of names) {
    for (let c = 0; c < length; c++) text = text.replaceAll(`${name}(${c}u)`, place(name, c));
  }
  return text;
}

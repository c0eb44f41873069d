import type { Counts } from '../../../graph/shapes';
import type { Kernel } from '../kernel';
import { type RowRange, rowsInUse, rowsText } from '../rows';
import type { Traits } from '../traits';

/**
 * Threads that work on one row together. In their text: `row` is theirs, `used` says whether it
 * exists, they take elements `first`, `first + step`, …, and total(x) and highest(x) join what each
 * has found. All threads must come to these calls, so rows that do not exist repeat the last one.
 */
export interface Team {
  readonly threads: number;
  readonly rowsPerGroup: number;
  readonly declarations: string;
  readonly subgroups: boolean;
  /** Where row, used, first and step come from. */
  readonly place: string;
}

/** On a CPU every row has one thread. */
const ALONE: Team = {
  threads: 8,
  rowsPerGroup: 8,
  declarations:
    'fn total(x: f32, lane: u32) -> f32 { return x; }\nfn highest(x: f32, lane: u32) -> f32 { return x; }',
  subgroups: false,
  place: 'let place0 = group.x * 8u + lane;\nlet first = 0u;\nlet step = 1u;',
};

/** A workgroup that is one subgroup, whose threads see each other's registers. */
function subgroupTeam(size: number): Team {
  return {
    threads: size,
    rowsPerGroup: 1,
    declarations:
      'fn total(x: f32, lane: u32) -> f32 { return subgroupAdd(x); }\nfn highest(x: f32, lane: u32) -> f32 { return subgroupMax(x); }',
    subgroups: true,
    place: `let place0 = group.x;\nlet first = lane;\nlet step = ${size}u;`,
  };
}

/** A workgroup that joins its findings in shared memory, in a fixed order. */
function workgroupTeam(threads: number): Team {
  const fold = (name: string, join: string): string => `fn ${name}(x: f32, lane: u32) -> f32 {
  tree[lane] = x;
  workgroupBarrier();
  for (var half = ${threads / 2}u; half > 0u; half >>= 1u) {
    if (lane < half) { tree[lane] = ${join}; }
    workgroupBarrier();
  }
  let all = tree[0];
  workgroupBarrier();
  return all;
}`;
  return {
    threads,
    rowsPerGroup: 1,
    declarations: `var<workgroup> tree: array<f32, ${threads}>;
${fold('total', 'tree[lane] + tree[lane + half]')}
${fold('highest', 'max(tree[lane], tree[lane + half])')}`,
    subgroups: false,
    place: `let place0 = group.x;\nlet first = lane;\nlet step = ${threads}u;`,
  };
}

/** Who works on a row on this adapter. */
export function teamFor({ software, subgroupSize }: Traits): Team {
  if (software) return ALONE;
  return subgroupSize >= 4 && subgroupSize <= 64 ? subgroupTeam(subgroupSize) : workgroupTeam(64);
}

/** A kernel of one team a row. `body` uses row, used, first and step; see {@link Team}. */
export function teamKernel(
  team: Team,
  range: RowRange,
  kernel: Pick<Kernel, 'label' | 'bound' | 'body'> & { readonly declarations?: string },
): Kernel {
  const { threads, rowsPerGroup, subgroups } = team;
  return {
    label: kernel.label,
    bound: kernel.bound,
    threads,
    subgroups,
    declarations: [team.declarations, kernel.declarations ?? ''].join('\n'),
    body: `let rows = ${rowsText(range)};
${team.place}
let used = place0 < rows;
let row = min(place0, rows - 1u);
${kernel.body}`,
    groups: (counts: Counts) => [Math.ceil(rowsInUse(range, counts) / rowsPerGroup), 1, 1],
  };
}

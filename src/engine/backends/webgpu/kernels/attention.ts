import { readOptions } from '../../../ops/attention';
import { type Bound, type Lower, type Lowering, reads, writes } from '../kernel';
import { allRows, rowsInUse, rowsText, viewAll } from '../rows';
import { extent, type GpuTensor } from '../views';
import { flashText, type Heads, headsOf } from './attentionTiles';
import { dropText } from './dropout';
import { flatKernel } from './flat';
import { SEGMENT_OF } from './rows';
import { each, f32 } from './text';

/**
 * o and the log-sum-exp. One thread a query, which walks over the keys of its segment once and keeps
 * a running maximum, so that no scores are stored (Milakov & Gimelshein 2018; Dao et al. 2022).
 */
export const attention: Lower = (step, on) => {
  const [q, k, v, segments, key] = step.inputs as [
    GpuTensor,
    GpuTensor,
    GpuTensor,
    GpuTensor,
    GpuTensor,
  ];
  const [o, lse] = step.outputs as [GpuTensor, GpuTensor];
  const options = readOptions(step.attrs);
  const heads = headsOf(options);
  const { type, length, dot } = heads;
  const drops = options.rate > 0;
  const walk = flashText(on.traits, heads, {
    sources: { KK: 'K', VV: 'V' },
    stride: heads.kvStride,
    head: 'kv',
    from: 'segment.x',
    to: options.causal ? 'item + 1u' : 'segment.x + segment.y',
    body: `let score = ${f32(options.scale)} * (${dot('q', 'KK')});
if (score > most) {
  let shrink = exp(most - score);
  sum *= shrink;
  ${each(length, (c) => `o${c} *= shrink;`)}
  most = score;
}
let p = exp(score - most);
sum += p;
${drops ? 'let w = p * kept(hash, other - segment.x);' : 'let w = p;'}
${each(length, (c) => `o${c} = fma(${type}(w), VV(${c}u), o${c});`)}`,
  });
  const rows = allRows(extent(q.shape).rows);
  return [
    {
      label: step.op,
      bound: {
        Q: reads(viewAll(q, on, step.op), type),
        K: reads(viewAll(k, on, step.op), type),
        V: reads(viewAll(v, on, step.op), type),
        Segments: reads(viewAll(segments, on, step.op), 'vec2i'),
        O: writes(viewAll(o, on, step.op), type),
        LSE: writes(viewAll(lse, on, step.op), 'f32'),
      },
      ...(drops && { uniforms: { key: viewAll(key, on, step.op) } }),
      threads: walk.threads,
      declarations: `${SEGMENT_OF}\n${walk.declarations}\n${drops ? dropText(step.attrs) : ''}`,
      body: `let items = ${rowsText(rows)};
let place = group.x * ${walk.threads}u + lane;
let used = place < items;
let item = min(place, items - 1u);
let head = group.y;
let kv = head / ${options.heads / options.kvHeads}u;
let segment = vec2u(Segments(segmentOf(item)));
${drops ? `let hash = rowHash(item * ${options.heads}u + head);` : ''}
let at = item * ${heads.stride}u + head * ${length}u;
${each(length, (c) => `let q${c} = Q(at + ${c}u);\nvar o${c} = ${type}(0.0);`)}
var most = -3.0e38;
var sum = 0.0;
${walk.body}
if (used) {
  setLSE(item * ${options.heads}u + head, most + log(sum));
  ${each(length, (c) => `setO(at + ${c}u, o${c} / sum);`)}
}`,
      groups: (counts) => [Math.ceil(rowsInUse(rows, counts) / walk.threads), options.heads, 1],
    },
  ];
};

/**
 * dq, dk and dv from the saved log-sum-exp, in three passes: Σ o·dy of every query and head, then
 * one thread a query for dq, then one thread a key for dk and dv.
 */
export const attentionGrad: Lower = (step, on) => {
  const [q, k, v, o, lse, dy, segments, key] = step.inputs as GpuTensor[] as [
    ...[GpuTensor, GpuTensor, GpuTensor, GpuTensor, GpuTensor, GpuTensor, GpuTensor, GpuTensor],
  ];
  const [dq, dk, dv] = step.outputs as [GpuTensor, GpuTensor, GpuTensor];
  const { heads } = readOptions(step.attrs);
  const stats = on.temporary([extent(q.shape).rows, heads, 2]);
  const shared: Shared = { attrs: step.attrs, q, k, v, dy, stats, segments, key };
  return [
    statsKernel(step.attrs, o, lse, dy, stats, on),
    queryKernel(shared, dq, on),
    keyKernel(shared, dk, dv, on),
  ];
};

interface Shared {
  readonly attrs: Parameters<typeof readOptions>[0];
  readonly q: GpuTensor;
  readonly k: GpuTensor;
  readonly v: GpuTensor;
  readonly dy: GpuTensor;
  /** Log-sum-exp and Σ o·dy, [N, H, 2]. */
  readonly stats: GpuTensor;
  readonly segments: GpuTensor;
  readonly key: GpuTensor;
}

function statsKernel(
  attrs: Shared['attrs'],
  o: GpuTensor,
  lse: GpuTensor,
  dy: GpuTensor,
  stats: GpuTensor,
  on: Lowering,
) {
  const options = readOptions(attrs);
  const { type, length } = headsOf(options);
  const label = 'attentionGrad';
  const dot = type === 'vec4f' ? 'dot(O(at + c), DY(at + c))' : 'O(at + c) * DY(at + c)';
  return flatKernel(
    {
      label,
      bound: {
        O: reads(viewAll(o, on, label), type),
        LSE: reads(viewAll(lse, on, label), 'f32'),
        DY: reads(viewAll(dy, on, label), type),
        Stats: writes(viewAll(stats, on, label), 'vec2f'),
      },
      range: allRows(extent(o.shape).rows),
      columns: options.heads,
      width: 1,
      body: `let at = i * ${length}u;
var along = 0.0;
for (var c = 0u; c < ${length}u; c++) { along += ${dot}; }
setStats(i, vec2f(LSE(i), along));`,
    },
    on,
  );
}

function sharedBound(
  { q, k, v, dy, stats, segments }: Shared,
  { type }: Heads,
  on: Lowering,
): Record<string, Bound> {
  const label = 'attentionGrad';
  return {
    Q: reads(viewAll(q, on, label), type),
    K: reads(viewAll(k, on, label), type),
    V: reads(viewAll(v, on, label), type),
    DY: reads(viewAll(dy, on, label), type),
    Stats: reads(viewAll(stats, on, label), 'vec2f'),
    Segments: reads(viewAll(segments, on, label), 'vec2i'),
  };
}

function queryKernel(shared: Shared, dq: GpuTensor, on: Lowering) {
  const options = readOptions(shared.attrs);
  const heads = headsOf(options);
  const { type, length, dot } = heads;
  const drops = options.rate > 0;
  const walk = flashText(on.traits, heads, {
    sources: { KK: 'K', VV: 'V' },
    stride: heads.kvStride,
    head: 'kv',
    from: 'segment.x',
    to: options.causal ? 'item + 1u' : 'segment.x + segment.y',
    body: `let p = exp(${f32(options.scale)} * (${dot('q', 'KK')}) - stats.x);
let dp = (${dot('d', 'VV')})${drops ? ' * kept(hash, other - segment.x)' : ''};
let ds = ${f32(options.scale)} * p * (dp - stats.y);
${each(length, (c) => `g${c} = fma(${type}(ds), KK(${c}u), g${c});`)}`,
  });
  const rows = allRows(extent(dq.shape).rows);
  return {
    label: 'attentionGrad',
    bound: {
      ...sharedBound(shared, heads, on),
      DQ: writes(viewAll(dq, on, 'attentionGrad'), type),
    },
    ...(drops && { uniforms: { key: viewAll(shared.key, on, 'attentionGrad') } }),
    threads: walk.threads,
    declarations: `${SEGMENT_OF}\n${walk.declarations}\n${drops ? dropText(shared.attrs) : ''}`,
    body: `let items = ${rowsText(rows)};
let place = group.x * ${walk.threads}u + lane;
let used = place < items;
let item = min(place, items - 1u);
let head = group.y;
let kv = head / ${options.heads / options.kvHeads}u;
let segment = vec2u(Segments(segmentOf(item)));
let stats = Stats(item * ${options.heads}u + head);
${drops ? `let hash = rowHash(item * ${options.heads}u + head);` : ''}
let at = item * ${heads.stride}u + head * ${length}u;
${each(length, (c) => `let q${c} = Q(at + ${c}u);\nlet d${c} = DY(at + ${c}u);\nvar g${c} = ${type}(0.0);`)}
${walk.body}
if (used) {
  ${each(length, (c) => `setDQ(at + ${c}u, g${c});`)}
}`,
    groups: (counts: Parameters<typeof rowsInUse>[1]) =>
      [Math.ceil(rowsInUse(rows, counts) / walk.threads), options.heads, 1] as const,
  };
}

function keyKernel(shared: Shared, dk: GpuTensor, dv: GpuTensor, on: Lowering) {
  const options = readOptions(shared.attrs);
  const heads = headsOf(options);
  const { type, length, dot } = heads;
  const drops = options.rate > 0;
  const group = options.heads / options.kvHeads;
  const walk = flashText(on.traits, heads, {
    sources: { QQ: 'Q', DD: 'DY' },
    stride: heads.stride,
    head: 'head',
    from: options.causal ? 'item' : 'segment.x',
    to: 'segment.x + segment.y',
    body: `let stats = Stats(other * ${options.heads}u + head);
let p = exp(${f32(options.scale)} * (${dot('k', 'QQ')}) - stats.x);
${drops ? `let keep = kept(rowHash(other * ${options.heads}u + head), item - segment.x);` : ''}
let ds = ${f32(options.scale)} * p * ((${dot('v', 'DD')})${drops ? ' * keep' : ''} - stats.y);
let w = p${drops ? ' * keep' : ''};
${each(length, (c) => `a${c} = fma(${type}(ds), QQ(${c}u), a${c});\nb${c} = fma(${type}(w), DD(${c}u), b${c});`)}`,
  });
  const rows = allRows(extent(dk.shape).rows);
  return {
    label: 'attentionGrad',
    bound: {
      ...sharedBound(shared, heads, on),
      DK: writes(viewAll(dk, on, 'attentionGrad'), type),
      DV: writes(viewAll(dv, on, 'attentionGrad'), type),
    },
    ...(drops && { uniforms: { key: viewAll(shared.key, on, 'attentionGrad') } }),
    threads: walk.threads,
    declarations: `${SEGMENT_OF}\n${walk.declarations}\n${drops ? dropText(shared.attrs) : ''}`,
    body: `let items = ${rowsText(rows)};
let place = group.x * ${walk.threads}u + lane;
let used = place < items;
let item = min(place, items - 1u);
let kv = group.y;
let segment = vec2u(Segments(segmentOf(item)));
let at = item * ${heads.kvStride}u + kv * ${length}u;
${each(length, (c) => `let k${c} = K(at + ${c}u);\nlet v${c} = V(at + ${c}u);\nvar a${c} = ${type}(0.0);\nvar b${c} = ${type}(0.0);`)}
for (var head = kv * ${group}u; head < (kv + 1u) * ${group}u; head++) {
${walk.body}
}
if (used) {
  ${each(length, (c) => `setDK(at + ${c}u, a${c});\nsetDV(at + ${c}u, b${c});`)}
}`,
    groups: (counts: Parameters<typeof rowsInUse>[1]) =>
      [Math.ceil(rowsInUse(rows, counts) / walk.threads), options.kvHeads, 1] as const,
  };
}

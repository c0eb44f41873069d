// Linear-chain CRF over the tokens of each segment that have a tag; a segment is one thread's work.

import { exp1, exp4, firstLanes, log1, maxLanes, put, splat, sumLanes } from './math';
import { dim, int, pointer } from './record';
import { sliceEnd, sliceStart } from './slice';

const LOWEST: f32 = -3.4e38;

@inline
function at(vector: usize, i: i32): f32 {
  return load<f32>(vector + (<usize>i << 2));
}

@inline
function tagAt(tags: usize, token: i32): i32 {
  return load<i32>(tags + (<usize>token << 2));
}

/** The first token from `token` on that has a tag, `end` when there is none. */
function next(tags: usize, token: i32, end: i32): i32 {
  while (token < end && tagAt(tags, token) < 0) token++;
  return token;
}

/** The last token up to `token` that has a tag, below `first` when there is none. */
function previous(tags: usize, token: i32, first: i32): i32 {
  while (token >= first && tagAt(tags, token) < 0) token--;
  return token;
}

/** log Σ e^(a + b) over c places. */
function logSum(a: usize, b: usize, c: i32): f32 {
  let most = splat(LOWEST);
  for (let j = 0; j < c; j += 4) {
    const x = f32x4.add(v128.load(a + (<usize>j << 2)), v128.load(b + (<usize>j << 2)));
    most = f32x4.max(most, firstLanes(x, splat(LOWEST), c - j));
  }
  const highest = maxLanes(most);
  let sum = splat(0);
  for (let j = 0; j < c; j += 4) {
    const x = f32x4.add(v128.load(a + (<usize>j << 2)), v128.load(b + (<usize>j << 2)));
    sum = f32x4.add(sum, firstLanes(exp4(f32x4.sub(x, splat(highest))), splat(0), c - j));
  }
  return highest + log1(sumLanes(sum));
}

/** out[j] = own[j] + log Σᵢ e^(from[i] + transitions[i, j]). */
function advance(from: usize, transitions: usize, own: usize, out: usize, c: i32): void {
  const row = <usize>c << 2;
  for (let j = 0; j < c; j += 4) {
    let most = splat(LOWEST);
    let t = transitions + (<usize>j << 2);
    for (let i = 0; i < c; i++, t += row) most = f32x4.max(most, f32x4.add(splat(at(from, i)), v128.load(t)));
    let sum = splat(0);
    t = transitions + (<usize>j << 2);
    for (let i = 0; i < c; i++, t += row) {
      sum = f32x4.add(sum, exp4(f32x4.sub(f32x4.add(splat(at(from, i)), v128.load(t)), most)));
    }
    const logs = f32x4(
      log1(f32x4.extract_lane(sum, 0)), log1(f32x4.extract_lane(sum, 1)),
      log1(f32x4.extract_lane(sum, 2)), log1(f32x4.extract_lane(sum, 3)),
    );
    put(out + (<usize>j << 2), f32x4.add(f32x4.add(most, logs), v128.load(own + (<usize>j << 2))), c - j);
  }
}

function addTo(a: usize, b: usize, out: usize, c: i32): void {
  for (let j = 0; j < c; j += 4) {
    const place = <usize>j << 2;
    put(out + place, f32x4.add(v128.load(a + place), v128.load(b + place)), c - j);
  }
}

/** Fills the alphas of a chain's tokens; the last of them, or −1. */
function forward(emissions: usize, tags: usize, transitions: usize, start: usize, alphas: usize, first: i32, end: i32, c: i32): i32 {
  const row = <usize>c << 2;
  let last = -1;
  for (let token = next(tags, first, end); token < end; token = next(tags, token + 1, end)) {
    const own = emissions + <usize>token * row, out = alphas + <usize>token * row;
    if (last < 0) addTo(start, own, out, c);
    else advance(alphas + <usize>last * row, transitions, own, out, c);
    last = token;
  }
  return last;
}

/** The score of a chain's own tags. */
function gold(emissions: usize, tags: usize, transitions: usize, start: usize, end: usize, first: i32, limit: i32, c: i32): f32 {
  let score: f32 = 0;
  let before = -1;
  for (let token = next(tags, first, limit); token < limit; token = next(tags, token + 1, limit)) {
    const tag = tagAt(tags, token);
    score += at(emissions, token * c + tag);
    score += before < 0 ? at(start, tag) : at(transitions, before * c + tag);
    before = tag;
  }
  return before < 0 ? score : score + at(end, before);
}

/** Arguments: emissions, tags, transitions, start, end, spans, alphas, losses, segments, classes. */
export function crfRows(record: usize): void {
  const emissions = pointer(record, 0), tags = pointer(record, 1), transitions = pointer(record, 2);
  const start = pointer(record, 3), end = pointer(record, 4), spans = pointer(record, 5);
  const alphas = pointer(record, 6), losses = pointer(record, 7);
  const segments = dim(record, 8), c = int(record, 9), to = sliceEnd(segments, 1);
  for (let s = sliceStart(segments, 1); s < to; s++) {
    const first = tagAt(spans, 2 * s), limit = first + tagAt(spans, 2 * s + 1);
    const last = forward(emissions, tags, transitions, start, alphas, first, limit, c);
    let loss: f32 = 0;
    if (last >= 0) {
      loss = logSum(alphas + (<usize>(last * c) << 2), end, c) -
        gold(emissions, tags, transitions, start, end, first, limit, c);
    }
    store<f32>(losses + (<usize>s << 2), loss);
  }
}

/**
 * Arguments: emissions, tags, transitions, start, end, spans, divisor, dloss, alphas, demissions
 * (zeros), parts, segments, classes. A segment's part: d transitions, d start, d end, and two vectors
 * of its own.
 */
export function crfGradRows(record: usize): void {
  const emissions = pointer(record, 0), tags = pointer(record, 1), transitions = pointer(record, 2);
  const start = pointer(record, 3), end = pointer(record, 4), spans = pointer(record, 5);
  const share = load<f32>(pointer(record, 7)) / load<f32>(pointer(record, 6));
  const alphas = pointer(record, 8), gradients = pointer(record, 9), parts = pointer(record, 10);
  const segments = dim(record, 11), c = int(record, 12), to = sliceEnd(segments, 1);
  const row = <usize>c << 2, size = <usize>c * row + 4 * row;
  for (let s = sliceStart(segments, 1); s < to; s++) {
    const part = parts + <usize>s * size;
    memory.fill(part, 0, size);
    const first = tagAt(spans, 2 * s), limit = first + tagAt(spans, 2 * s + 1);
    const last = forward(emissions, tags, transitions, start, alphas, first, limit, c);
    if (last < 0) continue;
    const total = logSum(alphas + <usize>last * row, end, c);
    const dStart = part + <usize>c * row, dEnd = dStart + row, beta = dEnd + row, next = beta + row;
    memory.copy(beta, end, row);
    let token = last;
    while (token >= first) {
      const own = gradients + <usize>token * row, alpha = alphas + <usize>token * row;
      marginals(alpha, beta, total, tagAt(tags, token), share, own, c);
      if (token == last) memory.copy(dEnd, own, row);
      const before = previous(tags, token - 1, first);
      if (before < first) {
        memory.copy(dStart, own, row);
        break;
      }
      addTo(emissions + <usize>token * row, beta, next, c);
      pairs(alphas + <usize>before * row, transitions, next, total, share, part, c);
      const gold = part + (<usize>(tagAt(tags, before) * c + tagAt(tags, token)) << 2);
      store<f32>(gold, load<f32>(gold) - share);
      for (let i = 0; i < c; i++) store<f32>(beta + (<usize>i << 2), logSum(transitions + <usize>i * row, next, c));
      token = before;
    }
  }
}

/** out = share · (e^(alpha + beta − total) − onehot(tag)). */
function marginals(alpha: usize, beta: usize, total: f32, tag: i32, share: f32, out: usize, c: i32): void {
  for (let j = 0; j < c; j += 4) {
    const place = <usize>j << 2;
    const x = f32x4.sub(f32x4.add(v128.load(alpha + place), v128.load(beta + place)), splat(total));
    put(out + place, f32x4.mul(exp4(x), splat(share)), c - j);
  }
  const own = out + (<usize>tag << 2);
  store<f32>(own, load<f32>(own) - share);
}

/** part[i, j] += share · e^(alpha[i] + transitions[i, j] + next[j] − total). */
function pairs(alpha: usize, transitions: usize, next: usize, total: f32, share: f32, part: usize, c: i32): void {
  const row = <usize>c << 2;
  for (let i = 0; i < c; i++) {
    const from = splat(at(alpha, i) - total);
    for (let j = 0; j < c; j += 4) {
      const place = <usize>i * row + (<usize>j << 2);
      const x = f32x4.add(f32x4.add(from, v128.load(transitions + place)), v128.load(next + (<usize>j << 2)));
      const sum = f32x4.add(v128.load(part + place), f32x4.mul(exp4(x), splat(share)));
      put(part + place, sum, c - j);
    }
  }
}

/** Arguments: parts, d transitions, d start, d end, segments, classes. Adds in the order of segments. */
export function crfGradSum(record: usize): void {
  const parts = pointer(record, 0), segments = dim(record, 4), c = int(record, 5);
  const places = c * c + 2 * c, size = <usize>(c * c + 4 * c) << 2, end = sliceEnd(places, 1);
  for (let i = sliceStart(places, 1); i < end; i++) {
    let sum: f32 = 0;
    for (let s = 0; s < segments; s++) sum += at(parts + <usize>s * size, i);
    const own = i - c * c;
    if (own < 0) store<f32>(pointer(record, 1) + (<usize>i << 2), sum);
    else if (own < c) store<f32>(pointer(record, 2) + (<usize>own << 2), sum);
    else store<f32>(pointer(record, 3) + (<usize>(own - c) << 2), sum);
  }
}

/** Arguments: emissions, tags, transitions, start, end, spans, scores, pointers, path (−1), segments, classes. */
export function crfDecode(record: usize): void {
  const emissions = pointer(record, 0), tags = pointer(record, 1), transitions = pointer(record, 2);
  const start = pointer(record, 3), end = pointer(record, 4), spans = pointer(record, 5);
  const scores = pointer(record, 6), pointers = pointer(record, 7), path = pointer(record, 8);
  const segments = dim(record, 9), c = int(record, 10), to = sliceEnd(segments, 1);
  const row = <usize>c << 2;
  for (let s = sliceStart(segments, 1); s < to; s++) {
    const first = tagAt(spans, 2 * s), limit = first + tagAt(spans, 2 * s + 1);
    let last = -1;
    for (let token = next(tags, first, limit); token < limit; token = next(tags, token + 1, limit)) {
      const own = emissions + <usize>token * row, out = scores + <usize>token * row;
      if (last < 0) addTo(start, own, out, c);
      else best(scores + <usize>last * row, transitions, own, out, pointers + <usize>token * row, c);
      last = token;
    }
    if (last < 0) continue;
    let tag = highest(scores + <usize>last * row, end, c);
    for (let token = last; token >= first; token = previous(tags, token - 1, first)) {
      store<f32>(path + (<usize>token << 2), <f32>tag);
      tag = tagAt(pointers, token * c + tag);
    }
  }
}

/** out[j] = own[j] + maxᵢ (from[i] + transitions[i, j]); pointers[j]: that i, the lowest of equals. */
function best(from: usize, transitions: usize, own: usize, out: usize, pointers: usize, c: i32): void {
  for (let j = 0; j < c; j++) {
    let most: f32 = at(from, 0) + at(transitions, j);
    let chosen = 0;
    for (let i = 1; i < c; i++) {
      const x: f32 = at(from, i) + at(transitions, i * c + j);
      if (x > most) {
        most = x;
        chosen = i;
      }
    }
    store<f32>(out + (<usize>j << 2), most + at(own, j));
    store<i32>(pointers + (<usize>j << 2), chosen);
  }
}

/** Where a + b is highest; the lowest place of equals. */
function highest(a: usize, b: usize, c: i32): i32 {
  let chosen = 0;
  for (let i = 1; i < c; i++) {
    if (at(a, i) + at(b, i) > at(a, chosen) + at(b, chosen)) chosen = i;
  }
  return chosen;
}

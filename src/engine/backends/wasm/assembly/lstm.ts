// Both directions of a layer of LSTM, row after row (Hochreiter & Schmidhuber 1997). Threads share the
// units of a row and meet before the next, which reads all of them.

import { barrier } from './barrier';
import { addScaled } from './elementwise';
import { fma, sigmoid4, splat, sumLanes, tanh4 } from './math';
import { int, pointer } from './record';
import { sliceEnd, sliceStart } from './slice';
import { threads } from './thread';

/** Units that a thread takes at least: a cache line. */
const LINE: i32 = 16;

/** The place of a step among the rows; the reverse direction begins with the last. */
@inline
function rowOf(direction: i32, step: i32, rows: i32): i32 {
  return direction == 0 ? step : rows - 1 - step;
}

/** Arguments: x, w, both twice; h; saved, before, both twice; rows, hidden. */
export function lstm(record: usize): void {
  const rows = int(record, 9), hidden = int(record, 10);
  for (let step = 0; step < rows; step++) {
    if (step > 0) barrier(threads);
    for (let direction = 0; direction < 2; direction++) {
      const row = rowOf(direction, step, rows);
      takeRow(record, direction, row, step > 0 ? rowOf(direction, step - 1, rows) : -1, hidden);
    }
  }
}

/** h, c and gates of a row for this thread's units; `past`: the row before it, −1 for none. */
function takeRow(record: usize, direction: i32, row: i32, past: i32, hidden: i32): void {
  const width = <usize>hidden << 2;
  const x = pointer(record, direction) + 4 * row * width, w = pointer(record, 2 + direction);
  const h = pointer(record, 4) + direction * width, saved = pointer(record, 5 + direction);
  const before = pointer(record, 7 + direction) + row * width, pastH = h + 2 * past * width;
  const end = sliceEnd(hidden, LINE);
  for (let unit = sliceStart(hidden, LINE); unit < end; unit++) {
    const at = <usize>unit << 2;
    let gates = quarters(x + at, width);
    let started: f32 = 0, cell: f32 = 0;
    if (past >= 0) {
      const part = (<usize>hidden * width), own = w + unit * width;
      gates = f32x4.add(gates, dots(pastH, own, part, hidden));
      started = load<f32>(pastH + at);
      cell = load<f32>(saved + (5 * past + 4) * width + at);
    }
    const open = sigmoid4(gates), g = f32x4.extract_lane(tanh4(gates), 2);
    const i = f32x4.extract_lane(open, 0), f = f32x4.extract_lane(open, 1), o = f32x4.extract_lane(open, 3);
    const c = f * cell + i * g;
    const kept = saved + 5 * row * width + at;
    store<f32>(kept, i);
    store<f32>(kept + width, f);
    store<f32>(kept + 2 * width, g);
    store<f32>(kept + 3 * width, o);
    store<f32>(kept + 4 * width, c);
    store<f32>(before + at, started);
    store<f32>(h + 2 * row * width + at, o * tanh1(c));
  }
}

/** Four numbers that lie `apart` bytes from each other. */
@inline
function quarters(address: usize, apart: usize): v128 {
  const i = load<f32>(address), f = load<f32>(address + apart);
  return f32x4(i, f, load<f32>(address + 2 * apart), load<f32>(address + 3 * apart));
}

@inline
function tanh1(x: f32): f32 {
  return f32x4.extract_lane(tanh4(splat(x)), 0);
}

/** x · each of four rows that begin `apart` bytes from each other. */
@inline
function dots(x: usize, rows: usize, apart: usize, count: i32): v128 {
  const i = dot(x, rows, count), f = dot(x, rows + apart, count);
  return f32x4(i, f, dot(x, rows + 2 * apart, count), dot(x, rows + 3 * apart, count));
}

function dot(a: usize, b: usize, count: i32): f32 {
  const whole = count & ~3;
  let sum = splat(0);
  for (let c = 0; c < whole; c += 4) {
    const at = <usize>c << 2;
    sum = fma(v128.load(a + at), v128.load(b + at), sum);
  }
  let total = sumLanes(sum);
  for (let c = whole; c < count; c++) {
    const at = <usize>c << 2;
    total += load<f32>(a + at) * load<f32>(b + at);
  }
  return total;
}

/**
 * Arguments: w, saved, both twice; dh; dx twice; memory for 4 · hidden; rows, hidden. The memory holds what
 * comes to h and to c of a row from the one after it, for each direction.
 */
export function lstmGrad(record: usize): void {
  const rows = int(record, 8), hidden = int(record, 9);
  for (let step = rows - 1; step >= 0; step--) {
    if (step < rows - 1) barrier(threads);
    for (let direction = 0; direction < 2; direction++) {
      const row = rowOf(direction, step, rows);
      const next = step < rows - 1 ? rowOf(direction, step + 1, rows) : -1;
      sumNext(record, direction, next, hidden);
      giveRow(record, direction, row, step > 0 ? rowOf(direction, step - 1, rows) : -1, next, hidden);
    }
  }
}

/** dx[next] · W for this thread's units, in order of W's rows. */
function sumNext(record: usize, direction: i32, next: i32, hidden: i32): void {
  const width = <usize>hidden << 2;
  const start = sliceStart(hidden, LINE), end = sliceEnd(hidden, LINE);
  const sums = pointer(record, 7) + 2 * direction * width;
  if (start < end) memory.fill(sums + (<usize>start << 2), 0, <usize>(end - start) << 2);
  if (next < 0) return;
  const w = pointer(record, direction), dx = pointer(record, 5 + direction) + 4 * next * width;
  for (let from = 0; from < 4 * hidden; from++) {
    addScaled(sums, w + from * width, v128.load_splat<f32>(dx + (<usize>from << 2)), start, end);
  }
}

/** dx of a row for this thread's units. */
function giveRow(record: usize, direction: i32, row: i32, past: i32, next: i32, hidden: i32): void {
  const width = <usize>hidden << 2;
  const saved = pointer(record, 2 + direction), kept = saved + 5 * row * width;
  const dh = pointer(record, 4) + (2 * row + direction) * width;
  const dx = pointer(record, 5 + direction) + 4 * row * width;
  const sums = pointer(record, 7) + 2 * direction * width, carried = sums + width;
  const end = sliceEnd(hidden, LINE);
  for (let unit = sliceStart(hidden, LINE); unit < end; unit++) {
    const at = <usize>unit << 2;
    const i = load<f32>(kept + at), f = load<f32>(kept + width + at), g = load<f32>(kept + 2 * width + at);
    const o = load<f32>(kept + 3 * width + at), tanh = tanh1(load<f32>(kept + 4 * width + at));
    const d = load<f32>(dh + at) + load<f32>(sums + at);
    let dc = d * o * (1 - tanh * tanh);
    if (next >= 0) dc += load<f32>(carried + at);
    const cell: f32 = past >= 0 ? load<f32>(saved + (5 * past + 4) * width + at) : 0;
    store<f32>(carried + at, dc * f);
    store<f32>(dx + at, dc * g * i * (1 - i));
    store<f32>(dx + width + at, dc * cell * f * (1 - f));
    store<f32>(dx + 2 * width + at, dc * i * (1 - g * g));
    store<f32>(dx + 3 * width + at, d * tanh * o * (1 - o));
  }
}

// Which part of a range this thread works on.

import { thread, threads } from './thread';

@inline
function edge(count: i32, step: i32, index: i32): i32 {
  const units = (count + step - 1) / step;
  return min<i32>(count, <i32>((<i64>units * index) / threads) * step);
}

/** First of this thread's `count` items, in steps of `step`. */
@inline
export function sliceStart(count: i32, step: i32): i32 {
  return edge(count, step, thread);
}

/** One past the last of this thread's items. */
@inline
export function sliceEnd(count: i32, step: i32): i32 {
  return edge(count, step, thread + 1);
}

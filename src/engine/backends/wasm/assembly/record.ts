// One encoded kernel call: i32 words [opcode, words, barrier, counter, argument 0, argument 1, …].
// A pointer is an unsigned address; a dim is a literal, −1 for N, −2 for S or −3 for M of this run.

import { masked, segments, threads, tokens } from './thread';

/** Words before the first argument. */
const HEADER_WORDS: usize = 4;

@inline
export function opcodeOf(record: usize): i32 {
  return load<i32>(record);
}

/** Bytes of a record: where the next one begins. */
@inline
export function sizeOf(record: usize): usize {
  return <usize>load<u32>(record, 4) << 2;
}

/** Whether all threads must have finished what came before. */
@inline
export function needsBarrier(record: usize): bool {
  return load<i32>(record, 8) != 0;
}

@inline
export function pointer(record: usize, index: usize): usize {
  return <usize>load<u32>(record + ((HEADER_WORDS + index) << 2));
}

@inline
export function int(record: usize, index: usize): i32 {
  return load<i32>(record + ((HEADER_WORDS + index) << 2));
}

@inline
export function float(record: usize, index: usize): f32 {
  return load<f32>(record + ((HEADER_WORDS + index) << 2));
}

/** A dimension in use by this run. */
@inline
export function dim(record: usize, index: usize): i32 {
  const value = int(record, index);
  return value >= 0 ? value : value == -1 ? tokens : value == -2 ? segments : masked;
}

/**
 * The next unit of a record's work for this thread, ≥ `units` when there is none left. Who does
 * which unit never changes a result. Every thread overshoots once; the last one to do so leaves
 * the counter at zero for the next run.
 */
@inline
export function nextUnit(record: usize, units: i32): i32 {
  const counter = record + 12;
  let unit: i32;
  if (ASC_FEATURE_THREADS) {
    unit = atomic.add<i32>(counter, 1);
    if (unit == units + threads - 1) atomic.store<i32>(counter, 0);
  } else {
    unit = load<i32>(counter);
    store<i32>(counter, unit < units ? unit + 1 : 0);
  }
  return unit;
}

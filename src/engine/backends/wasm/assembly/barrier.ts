// Threads meet here after kernels that depend on each other, and helpers wait here between runs:
// a short spin, since the others are mostly a few microseconds away, then sleep.

import { mayBlock } from './thread';

// Words in the reserved first page; those that threads contend for have a cache line of their own.
const ARRIVED: usize = 4096;
const GENERATION: usize = 4160;
const SLEEPERS: usize = 4224;
const FAILED: usize = 4288;

const SPINS: i32 = 20000;
/** Sleepers look up once a second, in case a thread has died. */
const TIMEOUT_NS: i64 = 1000000000;

/** Waits until the word at `address` is no longer `value`; traps when a thread has failed. */
export function waitWhile(address: usize, value: i32): void {
  let spins = 0;
  while (atomic.load<i32>(address) == value) {
    spins++;
    if (spins < SPINS) continue;
    if (atomic.load<i32>(FAILED) != 0) unreachable();
    if (!mayBlock) {
      spins = 0;
      continue;
    }
    atomic.add<i32>(SLEEPERS, 1);
    atomic.wait<i32>(address, value, TIMEOUT_NS);
    atomic.sub<i32>(SLEEPERS, 1);
  }
}

/** Changes the word at `address` and wakes whoever sleeps on it. */
export function signal(address: usize): void {
  atomic.add<i32>(address, 1);
  if (atomic.load<i32>(SLEEPERS) > 0) atomic.notify(address, -1);
}

/** Returns once all `threads` have called it. */
export function barrier(threads: i32): void {
  if (!ASC_FEATURE_THREADS || threads == 1) return;
  const generation = atomic.load<i32>(GENERATION);
  if (atomic.add<i32>(ARRIVED, 1) == threads - 1) {
    atomic.store<i32>(ARRIVED, 0);
    signal(GENERATION);
  } else {
    waitWhile(GENERATION, generation);
  }
}

/** Says that a thread has died, so that nobody waits for it forever. */
export function reportFailure(): void {
  atomic.store<i32>(FAILED, 1);
}

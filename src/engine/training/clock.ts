/** A stopwatch that pauses leave out. */
export interface Clock {
  time(): number;
  stop(): void;
  start(): void;
}

/** A stopwatch over `now`, running. */
export function createClock(now: () => number): Clock {
  let origin = now();
  let stoppedAt = 0;
  return {
    time: () => now() - origin,
    stop() {
      stoppedAt = now();
    },
    start() {
      origin += now() - stoppedAt;
    },
  };
}

/** Work on one thing, each piece of it once the one before has ended, however that ended. */
export type Turns = <T>(work: () => Promise<T>) => Promise<T>;

/** Turns of which none is taken yet. */
export function createTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work, work);
    last = mine.catch(() => {});
    return mine;
  };
}

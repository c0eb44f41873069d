import { EngineError } from '../engine/index';

/** Held by the one tab that trains. */
const PLACE = 'graft-training';
/** Held, too, with the run's id behind it, so that other tabs know which run is alive. */
const ALIVE = 'graft-run:';

/** Gives the place back. */
export type Leave = () => void;

/**
 * Takes the one place to train that all tabs share, at once or not at all: two tabs that press Start
 * in the same moment do not both get it. The browser gives it back when a tab or worker ends.
 * @throws EngineError `run/other-tab` where another tab holds it.
 */
export async function takePlace(runId: string, locks = navigator.locks): Promise<Leave> {
  const leavePlace = await take(locks, PLACE);
  if (!leavePlace) throw otherTab();
  const leaveRun = await take(locks, ALIVE + runId);
  return () => {
    leaveRun?.();
    leavePlace();
  };
}

/** Takes a lock if it is free; null where it is not. */
function take(locks: LockManager, name: string): Promise<Leave | null> {
  return new Promise((resolve, reject) => {
    locks
      .request(name, { ifAvailable: true }, (lock) => {
        if (!lock) return resolve(null);
        return new Promise<void>((leave) => resolve(leave));
      })
      .catch(reject);
  });
}

/** Ids of the runs that train now, in any tab. */
export async function liveRuns(locks = navigator.locks): Promise<ReadonlySet<string>> {
  const { held = [] } = await locks.query();
  const names = held.map(({ name = '' }) => name);
  return new Set(
    names.filter((name) => name.startsWith(ALIVE)).map((name) => name.slice(ALIVE.length)),
  );
}

function otherTab(): EngineError {
  return new EngineError(
    'run/other-tab',
    'another tab of this studio is training',
    {},
    'Wait for it, or stop it there. Two runs at once would halve the speed of both.',
  );
}

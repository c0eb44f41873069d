import { expect, it } from 'vitest';
import { liveRuns, takePlace } from '../../src/worker/trainingPlace';

/** The part of a browser's locks that tabs share, for one test. */
function sharedLocks(): LockManager {
  const held = new Set<string>();
  const locks = {
    async request(name: string, _: object, work: (lock: object | null) => Promise<void>) {
      if (held.has(name)) return work(null);
      held.add(name);
      await work({ name });
      held.delete(name);
    },
    query: async () => ({ held: [...held].map((name) => ({ name })) }),
  };
  return locks as unknown as LockManager;
}

it('of two tabs that start in the same moment one gets the place', async () => {
  const locks = sharedLocks();
  const [first, second] = await Promise.allSettled([takePlace('a', locks), takePlace('b', locks)]);
  expect(first.status).toBe('fulfilled');
  expect(second).toMatchObject({
    reason: { code: 'run/other-tab', remedy: expect.stringContaining('stop it there') },
  });
  expect(await liveRuns(locks)).toEqual(new Set(['a']));
});

it('a place that was left is free again, and its run no longer alive', async () => {
  const locks = sharedLocks();
  (await takePlace('a', locks))();
  await Promise.resolve();
  expect(await liveRuns(locks)).toEqual(new Set());
  (await takePlace('b', locks))();
});

import { expect, it } from 'vitest';
import { createTurns } from '../../src/worker/turns';

it('work waits for what was begun before, and goes on after what failed', async () => {
  const turn = createTurns();
  const told: string[] = [];
  let release = (): void => {};
  const first = turn(async () => {
    told.push('first begins');
    await new Promise<void>((resolve) => {
      release = resolve;
    });
    told.push('first ends');
    throw new Error('broken');
  });
  const second = turn(async () => {
    told.push('second');
    return 2;
  });
  await Promise.resolve();
  expect(told).toEqual(['first begins']);
  release();
  await expect(first).rejects.toThrow('broken');
  expect(await second).toBe(2);
  expect(told).toEqual(['first begins', 'first ends', 'second']);
});

import { expect, it } from 'vitest';
import type { StudioEvent } from '../../src/worker/protocol';
import { createTaskBoard, type TaskHandle } from '../../src/worker/tasks';

/** Work that ends only when its signal does. */
function untilCancelled({ signal }: TaskHandle): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
}

it('a cancelled task rejects as cancelled, with its name', async () => {
  const board = createTaskBoard(() => {});
  const work = board.run('open', untilCancelled);
  board.cancel('open');
  await expect(work).rejects.toMatchObject({ code: 'task/cancelled', values: { task: 'open' } });
});

it('a task in place of one of its name ends that one, and outlives it', async () => {
  const board = createTaskBoard(() => {});
  const first = board.run('open', untilCancelled);
  const second = board.run('open', async () => 'done');
  await expect(first).rejects.toMatchObject({ code: 'task/cancelled' });
  expect(await second).toBe('done');
});

it('work of another hand is told of, and ended by its name', () => {
  const events: StudioEvent[] = [];
  const board = createTaskBoard((event) => events.push(event));
  let ended = false;
  const { report, end } = board.tell('features', () => {
    ended = true;
  });
  report({ activity: 'features', name: 'a.csv', done: 1, total: 2, unit: 'rows' });
  board.cancel('features');
  expect(ended).toBe(true);
  end();
  expect(events.at(-1)).toEqual({ type: 'progress', task: 'features', progress: null });
});

it('reports are thinned, the last one and the end are told', async () => {
  const events: StudioEvent[] = [];
  const board = createTaskBoard((event) => events.push(event));
  await board.run('open', async ({ report }) => {
    for (let done = 1; done <= 100; done++)
      report({ activity: 'reading', name: 'a.csv', done, total: 100, unit: 'bytes' });
  });
  const told = events.map((event) =>
    event.type === 'progress' ? (event.progress?.done ?? null) : undefined,
  );
  expect(told[0]).toBe(1);
  expect(told.slice(-2)).toEqual([100, null]);
  expect(told.length).toBeLessThan(10);
});

it('who asks for what is under way waits for it; who asks for another thing ends it', async () => {
  const board = createTaskBoard(() => {});
  const made: string[] = [];
  const first = board.share('prepare', 'a', untilCancelled);
  const same = board.share('prepare', 'a', async () => void made.push('a'));
  const other = board.share('prepare', 'b', async () => void made.push('b'));
  await expect(first).rejects.toMatchObject({ code: 'task/cancelled' });
  await expect(same).rejects.toMatchObject({ code: 'task/cancelled' });
  await other;
  await board.share('prepare', 'b', async () => void made.push('b again'));
  expect(made).toEqual(['b', 'b again']);
});

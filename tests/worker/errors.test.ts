import { expose, wrap } from 'comlink';
import { expect, it } from 'vitest';
import { EngineError } from '../../src/engine/index';
import { cancelled, carryEngineErrors } from '../../src/worker/errors';

carryEngineErrors();

/** Calls a function on the other side of a channel. */
async function across(work: () => unknown): Promise<unknown> {
  const { port1, port2 } = new MessageChannel();
  expose({ work }, port1);
  try {
    return await wrap<{ work(): unknown }>(port2).work();
  } finally {
    port1.close();
  }
}

it('an EngineError arrives on the page whole', async () => {
  const error = new EngineError('data/empty-file', 'a.csv is empty', { file: 'a.csv' }, 'Fill it.');
  const failed = across(() => {
    throw error;
  });
  await expect(failed).rejects.toBeInstanceOf(EngineError);
  await expect(failed).rejects.toMatchObject({
    code: 'data/empty-file',
    message: 'a.csv is empty',
    values: { file: 'a.csv' },
    remedy: 'Fill it.',
  });
});

it('any other error arrives as a fault of the studio, with a remedy', async () => {
  const failed = across(() => {
    throw new RangeError('offset is out of bounds');
  });
  await expect(failed).rejects.toMatchObject({
    code: 'internal/unexpected',
    message: 'offset is out of bounds',
    remedy: expect.stringContaining('fault of the studio'),
  });
});

it('a cancelled task says which', () => {
  expect(cancelled('lengths')).toMatchObject({
    code: 'task/cancelled',
    values: { task: 'lengths' },
  });
});

import { expect, it } from 'vitest';
import { createSelfTest, selfTestText } from '../../src/app/stores/selfTest';
import { EngineError } from '../../src/engine/core/errors';
import type { EngineClient } from '../../src/worker/engineClient';
import type { SelfTestRow } from '../../src/worker/protocol';

const ROWS: SelfTestRow[] = [
  { group: 'ops', name: 'matmul', found: 3e-7, unit: 'share', limit: 2e-5 },
  { group: 'ops', name: 'gather', found: Number.NaN, unit: 'share', limit: 2e-5 },
  { group: 'speed', name: 'step', found: 12.345, unit: 'ms', limit: null },
];

const clientOf = (selfTest: () => Promise<readonly SelfTestRow[]>): EngineClient =>
  ({ calls: { selfTest } }) as unknown as EngineClient;

it('keeps what the last test found, while a new one runs too', async () => {
  const test = createSelfTest(clientOf(async () => ROWS));
  const running = test.run('auto');
  expect(test.store.getState()).toMatchObject({ testing: true, rows: null });
  await running;
  expect(test.store.getState()).toEqual({ testing: false, rows: ROWS, error: null });
});

it('says why a test could not run, and nothing where it was cancelled', async () => {
  const busy = new EngineError('run/busy', 'a run is training now', {}, 'Stop it first.');
  const failed = createSelfTest(clientOf(() => Promise.reject(busy)));
  await failed.run('auto');
  expect(failed.store.getState()).toMatchObject({ testing: false, error: { code: 'run/busy' } });
  const cancelled = new EngineError('task/cancelled', 'selfTest was cancelled');
  const stopped = createSelfTest(clientOf(() => Promise.reject(cancelled)));
  await stopped.run('auto');
  expect(stopped.store.getState()).toEqual({ testing: false, rows: null, error: null });
});

it('copies as a table in which NaN agrees with nothing', () => {
  const lines = selfTestText(ROWS, ['wasm: 2 threads']).split('\n');
  expect(lines[0]).toBe('wasm: 2 threads');
  expect(lines.slice(2, -1).map((line) => line.split('\t'))).toEqual([
    ['group', 'name', 'found', 'unit', 'limit', 'verdict'],
    ['ops', 'matmul', '3.00e-7', 'share', '0.00002', 'agrees'],
    ['ops', 'gather', 'NaN', 'share', '0.00002', 'differs'],
    ['speed', 'step', '12.3', 'ms', '', ''],
  ]);
});

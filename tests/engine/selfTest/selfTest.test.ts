import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Executor } from '../../../src/engine/backends/executor';
import { matmulOp } from '../../../src/engine/ops/matmul';
import {
  agreement,
  type SelfTestRow,
  selfTest,
  selfTestLength,
} from '../../../src/engine/selfTest/selfTest';
import { FAST_EXECUTORS } from '../../support/executors';
import { fileSource } from '../../support/folder';
import { cpuExecutor } from '../ops/tfjsCpu';

async function rowsOn(executor: Executor, test = selfTest): Promise<SelfTestRow[]> {
  const rows: SelfTestRow[] = [];
  const parts = {
    executor,
    reference: await cpuExecutor(),
    plain: async () => ({ executor: await cpuExecutor(), where: 'CPU' as const }),
    trajectory: JSON.parse(readFileSync('public/selftest/trajectory.json', 'utf8')),
    weights: fileSource('public/selftest/tiny-bert.safetensors'),
    now: () => performance.now(),
    breathe: async () => {},
  };
  for await (const row of test(parts)) rows.push(row);
  return rows;
}

/** The executor with one op's results a little off, as a wrong kernel would leave them. */
function faulty(executor: Executor, op: string): Executor {
  return Object.assign(Object.create(executor), {
    async compile(plan: Parameters<Executor['compile']>[0]) {
      const program = await executor.compile(plan);
      if (!plan.steps.some((step) => step.op.id === op)) return program;
      const read = async (name: string): Promise<Float32Array> =>
        (await program.read(name)).map((value) => value * 1.01);
      return Object.assign(Object.create(program), { read });
    },
  });
}

describe.each(Object.entries(FAST_EXECUTORS))('the self-test on %s', (_, make) => {
  it('finds that every op, the gradient and twenty steps agree, and measures speed', async () => {
    const executor = await make();
    const rows = await rowsOn(executor);
    expect(rows).toHaveLength(selfTestLength());
    const wrong = rows.filter(({ found, limit }) => limit !== null && !(found <= limit));
    expect(wrong).toEqual([]);
    const speeds = rows.filter(({ group }) => group === 'speed');
    expect(speeds.every(({ found }) => found > 0)).toBe(true);
    expect(executor.bytes().variables).toBe(0);
    executor.dispose();
  });

  it('names the op whose kernel is wrong', async () => {
    const executor = await make();
    const rows = await rowsOn(faulty(executor, matmulOp.id), agreement);
    const wrong = rows.filter(({ found, limit }) => limit !== null && !(found <= limit));
    expect(wrong.map(({ name }) => name)).toContain('matmul');
    expect(wrong.map(({ name }) => name)).not.toContain('gather');
    executor.dispose();
  });
});

import { createTfjsOnCpu, createTfjsOnGpu } from '../engine/backends/tfjs/onBackend';
import { blobSource, type SelfTestRow, selfTest, selfTestLength } from '../engine/index';
import { executorFor } from './executors';
import { collect } from './preparation';
import type { Job } from './protocol';
import type { Resources } from './studioStore';
import { breathe, type TaskHandle } from './tasks';

/** Tests the executor that a job with this backend would get; a row for each thing that was checked. */
export async function testThisMachine(
  backend: Job['backend'],
  { network }: Resources,
  { signal, report }: TaskHandle,
): Promise<SelfTestRow[]> {
  const load = async (file: string): Promise<Blob> =>
    collect((await network.get(`selftest/${file}`)).chunks());
  const trajectory = JSON.parse(await (await load('trajectory.json')).text());
  const weights = blobSource(await load('tiny-bert.safetensors'), 'tiny-bert.safetensors');
  const { executor } = await executorFor(backend);
  const reference = await createTfjsOnCpu();
  const pause = async (): Promise<void> => {
    await breathe();
    signal.throwIfAborted();
  };
  const rows: SelfTestRow[] = [];
  const total = selfTestLength();
  const now = (): number => performance.now();
  try {
    const plain = () => plainBeside(executor.id);
    const parts = { executor, reference, plain, trajectory, weights, now, breathe: pause };
    for await (const row of selfTest(parts)) {
      rows.push(row);
      report({ activity: 'testing', name: row.name, done: rows.length, total, unit: 'checks' });
    }
    return rows;
  } finally {
    executor.dispose();
    reference.dispose();
  }
}

/** Plain tfjs where an executor computes, on the CPU where it has nothing else. */
async function plainBeside(backend: string) {
  try {
    if (backend === 'webgpu') return { executor: await createTfjsOnGpu(), where: 'GPU' } as const;
  } catch {
    // Then the CPU is what there is to compare with, and the row says so.
  }
  return { executor: await createTfjsOnCpu(), where: 'CPU' } as const;
}

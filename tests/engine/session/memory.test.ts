import { describe, expect, it } from 'vitest';
import { createWasmExecutor } from '../../../src/engine/backends/wasm/executor';
import { memorySource } from '../../../src/engine/core/bytes';
import {
  checkJob,
  createSession,
  openDataset,
  openModel,
  prepareJob,
} from '../../../src/engine/session';
import { memoryLimit } from '../../../src/engine/session/memory';
import { planRun, type RunPlan } from '../../../src/engine/session/plan';
import { quietHooks } from '../../support/hooks';
import { tinyBertFiles, tinyCsv } from '../../support/tinyBert';

async function prepare(training: object, limit?: number) {
  const job = checkJob({
    version: 1,
    model: 'tiny',
    data: { train: 'tiny.csv', validation: null },
    task: { id: 'sequence-classification' },
    method: { id: 'full' },
    training: { maxSteps: 3, batchSize: 16, evaluateEvery: null, ...training },
  });
  const files = await tinyBertFiles({ sizes: { num_hidden_layers: 6 } });
  const model = await openModel({ id: 'tiny', label: 'Tiny', files });
  const train = await openDataset(memorySource(new TextEncoder().encode(tinyCsv()), 'tiny.csv'));
  const limited = limit === undefined ? {} : { memoryLimit: limit };
  return prepareJob({ job, model, datasets: { train }, ...limited });
}

const planOf = async (training: object, limit?: number): Promise<RunPlan> =>
  planRun((await prepare(training, limit)).parts);

describe('gradient checkpointing', () => {
  it('is left off where the run fits, and taken where it would not', async () => {
    const kept = await planOf({});
    expect(kept.recomputes).toBe(false);
    const [enough, short] = [
      await planOf({}, kept.bytes.total),
      await planOf({}, kept.bytes.total - 1),
    ];
    expect(enough.recomputes).toBe(false);
    expect(short.recomputes).toBe(true);
    expect(short.bytes.activations).toBeLessThan(0.6 * kept.bytes.activations);
    expect(short.bytes.weights).toBe(kept.bytes.weights);
  });

  it('is on or off where the job says so, whatever fits', async () => {
    expect((await planOf({ gradientCheckpointing: true })).recomputes).toBe(true);
    expect((await planOf({ gradientCheckpointing: false }, 1000)).recomputes).toBe(false);
  });

  it('trains to the same losses and weights bit for bit', async () => {
    const name = 'bert.encoder.layer.0.attention.self.query.weight';
    const found = [];
    for (const gradientCheckpointing of [true, false]) {
      const prepared = await prepare({ gradientCheckpointing });
      const run = await createSession(prepared, await createWasmExecutor({ threads: 1 }));
      const losses: number[] = [];
      for await (const event of run.train(quietHooks()))
        if (event.type === 'step') losses.push(event.loss);
      found.push({ losses, weight: await run.read(name) });
      expect(found.at(-1)?.weight).not.toEqual(await prepared.parts.model.read(name));
      run.dispose();
    }
    expect(found[0]).toEqual(found[1]);
    expect(found[0]?.losses).toHaveLength(3);
  });

  it('refuses what is neither yes, no nor null', () => {
    expect(() =>
      checkJob({
        version: 1,
        model: 'm',
        data: { train: 'a.csv' },
        task: { id: 'sequence-classification' },
        method: { id: 'full' },
        training: { gradientCheckpointing: 'yes' },
      }),
    ).toThrowError(/training\.gradientCheckpointing is "yes", expected true, false or null/);
  });
});

it('a run may hold three quarters of the device, and never more than the kernels address', () => {
  expect(memoryLimit(4 * 2 ** 30)).toBe(3 * 2 ** 30);
  expect(memoryLimit(64 * 2 ** 30)).toBe(4 * 2 ** 30);
});

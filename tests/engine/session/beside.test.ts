import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Executor } from '../../../src/engine/backends/executor';
import { createWasmExecutor } from '../../../src/engine/backends/wasm/executor';
import { memorySource } from '../../../src/engine/core/bytes';
import { prepareAdapter, prepareExport } from '../../../src/engine/session';
import type { Answering } from '../../../src/engine/session/beside';
import type { LoadedModel } from '../../../src/engine/session/loadedModel';
import { METHODS } from '../../../src/engine/tuning/registry';
import {
  answersOf,
  besidesOf,
  packableModel,
  putBeside,
  type Trained,
  trainOn,
} from '../../support/besides';
import { tinyCsv } from '../../support/tinyBert';
import { exportedFolder } from '../../support/tunedRun';

const NUMBERS = `text,weight\n${Array.from({ length: 24 }, (_, i) => `${'cat '.repeat((i % 6) + 1)}${'abcdef'[i % 6]},${i}`).join('\n')}\n`;

const executors: Executor[] = [];
afterEach(() => {
  for (const executor of executors.splice(0)) executor.dispose();
});

async function train(
  model: LoadedModel,
  change: object,
  more: Parameters<typeof trainOn>[3] = {},
): Promise<Trained> {
  const executor = await createWasmExecutor({ threads: 1 });
  executors.push(executor);
  return trainOn(model, executor, change, more);
}

describe('a tuned model beside a run', () => {
  it.each(Object.keys(METHODS))('answers as its own run does, base and tuned: %s', async (id) => {
    const model = await packableModel();
    const [host, other] = [await train(model, {}), await train(model, { method: { id } })];
    const wanted = await answersOf(other.run);
    const mine = await answersOf(host.run);
    const found = await answersOf(await putBeside(besidesOf(host), 'b', other));
    expect(wanted.tuned).not.toEqual(wanted.base);
    expect(found).toEqual(wanted);
    // Asking it has moved nothing of the run itself.
    expect(await answersOf(host.run)).toEqual(mine);
  });

  it('keeps the base in memory once: its bytes are read once, and each adapter adds its own', async () => {
    const model = await packableModel();
    const others = [
      await train(model, { method: { id: 'lora', rank: 2 } }),
      await train(model, { method: { id: 'prefix' } }),
      await train(model, { method: { id: 'bitfit' } }),
    ];
    const host = await train(model, {});
    const before = host.run.executor.bytes().variables;
    const read = vi.spyOn(model, 'read');
    const besides = besidesOf(host);
    const held = [];
    for (const [i, other] of others.entries()) {
      held.push((await putBeside(besides, `${i}`, other)).held());
    }
    const added = held.reduce((sum, { trained, drawn }) => sum + trained + drawn, 0);
    expect(host.run.executor.bytes().variables - before).toBe(added);
    for (const { apart, otherPrecision, shared } of held) {
      expect([apart, otherPrecision]).toEqual([0, 0]);
      expect(shared).toBeGreaterThan(0);
    }
    // What the second and third method train of the base itself, and nothing more of it.
    const trained = new Set(
      others.flatMap(({ run }) => run.network.trainable.map(({ name }) => name)),
    );
    for (const [name] of read.mock.calls) expect(trained).toContain(name);
    for (const i of others.keys()) besides.remove(`${i}`);
    expect(host.run.executor.bytes().variables).toBe(before);
  });

  it.each(['f16', 'q8', 'q4'])('shares a base that lies packed: %s', async (precision) => {
    const model = await packableModel();
    const host = await train(model, { precision });
    const other = await train(model, { precision, method: { id: 'prefix' } });
    const before = host.run.executor.bytes().variables;
    const one = await putBeside(besidesOf(host), 'b', other);
    const { shared, trained, ...copies } = one.held();
    expect(copies).toEqual({ apart: 0, otherPrecision: 0, drawn: 0 });
    expect(shared).toBeGreaterThan(trained);
    expect(host.run.executor.bytes().variables - before).toBe(trained);
    expect(await answersOf(one)).toEqual(await answersOf(other.run));
  });

  it('holds weights of its own where it must, and says how many for which reason', async () => {
    const model = await packableModel();
    const full = await train(model, { method: { id: 'full' } });
    const lora = await train(model, {});
    const packed = await train(model, { precision: 'q8' });
    // Full fine-tuning beside an adapter: all of it is its own.
    const whole = (await putBeside(besidesOf(lora), 'full', full)).held();
    expect(whole.shared).toBe(0);
    expect(whole.trained).toBeGreaterThan(lora.run.held().shared * 0.9);
    // Adapters beside full fine-tuning: the base has to be loaded, once for both.
    const besides = besidesOf(full);
    const before = full.run.executor.bytes().variables;
    const first = await putBeside(besides, 'first', lora);
    const [one, both] = [full.run.executor.bytes().variables - before, first.held()];
    expect(both).toMatchObject({ shared: 0, otherPrecision: 0 });
    expect(one).toBe(both.apart + both.trained);
    await putBeside(besides, 'second', lora);
    expect(full.run.executor.bytes().variables - before).toBe(one + both.trained);
    expect(await answersOf(first)).toEqual(await answersOf(lora.run));
    besides.remove('first');
    expect(await answersOf(besides.get('second') as Answering)).toEqual(await answersOf(lora.run));
    besides.remove('second');
    expect(full.run.executor.bytes().variables).toBe(before);
    // Another precision: the matrices again, norms and biases once.
    const eight = await putBeside(besidesOf(lora), 'q8', packed);
    expect(eight.held().otherPrecision).toBeGreaterThan(0);
    expect(eight.held().shared).toBeGreaterThan(0);
    expect(await answersOf(eight)).toEqual(await answersOf(packed.run));
  });

  it('keeps its own head: other classes, another task', async () => {
    const model = await packableModel();
    const host = await train(model, {});
    const two = await train(
      model,
      { task: { id: 'sequence-classification' } },
      { text: tinyCsv().replaceAll(/,fish$/gm, ',cat') },
    );
    const numbers = await train(
      model,
      {
        task: { id: 'regression' },
        data: { train: 'rows.csv', validation: null, columns: { text: 'text', target: 'weight' } },
      },
      { text: NUMBERS },
    );
    const besides = besidesOf(host);
    const wanted = await answersOf(host.run);
    for (const [id, other, labels] of [
      ['two', two, ['cat', 'dog']],
      ['numbers', numbers, ['weight']],
    ] as const) {
      const one = await putBeside(besides, id, other);
      expect(one.parts.data.labels).toEqual(labels);
      expect(await answersOf(one)).toEqual(await answersOf(other.run));
    }
    expect(await answersOf(host.run)).toEqual(wanted);
    expect(host.run.parts.data.labels).toEqual(['cat', 'dog', 'fish']);
  });

  it('an adapter that was imported answers with the head and classes it brings', async () => {
    const model = await packableModel();
    const [host, other] = [
      await train(model, {}),
      await train(model, { method: { id: 'lora', rank: 3 } }),
    ];
    const folder = await exportedFolder(other.run, 'adapter');
    const parts = await prepareAdapter(folder, model, 'mine.zip');
    const one = await besidesOf(host).add('mine', parts, null);
    expect(one.parts.data.labels).toEqual(['cat', 'dog', 'fish']);
    expect((await answersOf(one)).tuned).toEqual((await answersOf(other.run)).tuned);
    const headless = new Map([...folder].filter(([path]) => path !== 'graft.json'));
    await expect(prepareAdapter(headless, model, 'mine.zip')).resolves.toMatchObject({
      data: { labels: ['LABEL_0', 'LABEL_1', 'LABEL_2'] },
    });
  });

  it('draws again what the folder lacks where another seed drew it otherwise', async () => {
    const whole = await packableModel();
    const holds: LoadedModel['holds'] = (spec) => spec.part !== 'pooler' && whole.holds(spec);
    const model = { ...whole, holds };
    const host = await train(model, {}, { training: { seed: 1 } });
    const [same, other] = [
      await train(model, {}, { training: { seed: 1, maxSteps: 2 } }),
      await train(model, {}, { training: { seed: 2 } }),
    ];
    const besides = besidesOf(host);
    expect((await putBeside(besides, 'same', same)).held().drawn).toBe(0);
    const one = await putBeside(besides, 'other', other);
    expect(one.held().drawn).toBe(4 * (32 * 32 + 32));
    expect(await answersOf(one)).toEqual(await answersOf(other.run));
  });

  it('refuses a model of another base, and leaves nothing of one that lacks a tensor', async () => {
    const model = await packableModel();
    const [host, other] = [await train(model, {}), await train(await packableModel(), {})];
    const besides = besidesOf(host);
    const before = host.run.executor.bytes().variables;
    const elsewhere = await prepareExport(other.job, other.run.parts.model);
    await expect(besides.add('b', elsewhere, null)).rejects.toMatchObject({
      code: 'beside/other-base',
    });
    const full = await prepareExport({ ...host.job, method: { id: 'full' } as never }, model);
    await expect(
      besides.add('b', full, memorySource(host.checkpoint, 'checkpoint')),
    ).rejects.toMatchObject({ code: 'run/checkpoint' });
    expect(host.run.executor.bytes().variables).toBe(before);
  });
});

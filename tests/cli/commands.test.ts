import { mkdir, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPlayground, errorOf, type Outcome, type Playground } from './runner';

const PACKED = { precision: 'q8' };
const AGAIN = { gradientCheckpointing: true };

let here: Playground;
let described: Outcome;
let inspected: Outcome;
let planned: Outcome;
beforeAll(async () => {
  here = await createPlayground();
  [described, inspected, planned] = await Promise.all([
    here.graft(['describe']),
    here.graft(['inspect', 'train.csv']),
    here.graft(['plan', await here.job('plan.json', PACKED, AGAIN)]),
  ]);
});
afterAll(() => here.remove());

describe('the runner', () => {
  it('describes every registry and the bundled models', () => {
    const { code, out } = described;
    expect(code).toBe(0);
    const catalog = JSON.parse(out);
    const methods = catalog.methods.map(({ id }: { id: string }) => id);
    expect(catalog.precision.options).toHaveLength(4);
    expect(methods).toEqual(expect.arrayContaining(['full', 'freeze', 'head-only', 'lora']));
    expect(catalog.models[0].id).toBe('all-minilm-l6-v2');
  });

  it('inspects a file', () => {
    const { code, out } = inspected;
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      format: 'csv',
      rows: 48,
      guess: { text: 'text', label: 'label' },
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('plans without training, and tells what it leaves out', () => {
    const { code, out } = planned;
    expect(code).toBe(0);
    const plan = JSON.parse(out);
    expect(plan.trainable).toBe(2 * 2 * 8 * 32 + 3 * 16 + 3);
    expect(plan.steps).toBe(6);
    // Rows of 16 and 24 values are no whole blocks: what would be 8 bits stays 16.
    const { weightBytes, storages, parameters } = plan.frozen;
    expect(plan.bytes.weights).toBe(weightBytes.q8);
    expect(weightBytes.q8).toBe(weightBytes.f32 - 2 * parameters);
    expect(storages.f16).toBe(parameters);
    expect(plan.recomputes).toBe(true);
    expect(plan.problems.rowsLeftOut).toBe(plan.problems.counts['duplicate-row']);
  });
});

describe('a bad call', () => {
  const faults = async (name: string, change: object, training = {}): Promise<string> => {
    const outcome = await here.graft(['plan', await here.job(name, change, training)]);
    expect(outcome.code).toBe(1);
    expect(outcome.out).toBe('');
    expect(errorOf(outcome)).toMatchObject({ type: 'error', code: 'job/invalid' });
    return errorOf(outcome).message;
  };

  it('names unknown keys and bad values of a job with their paths', async () => {
    const data = { train: 'train.csv', columns: { txt: 'text' } };
    const [unknown, bad] = await Promise.all([
      faults('unknown.json', { colour: 'red' }),
      faults('bad.json', { data, method: { id: 'lora', rank: 'eight' } }, { sped: 1 }),
    ]);
    expect(unknown).toContain('colour');
    for (const path of ['data.columns.txt', 'method.rank', 'training.sped'])
      expect(bad).toContain(path);
  });

  it('names what is missing or of the wrong kind', async () => {
    await here.job('gguf.json', { model: 'tiny.gguf' });
    await writeFile(here.path('torn.json'), '{ "version": 1,');
    const calls = [
      ['inspect', 'nothing.csv'],
      ['plan', 'model'],
      ['plan', 'gguf.json'],
      ['plan', 'torn.json'],
    ];
    const outcomes = await Promise.all(calls.map((call) => here.graft(call)));
    expect(outcomes.map(({ code }) => code)).toEqual([1, 1, 1, 1]);
    expect(outcomes.map((outcome) => errorOf(outcome).code)).toEqual([
      'file/not-found',
      'file/not-a-file',
      'model/gguf',
      'job/bad-json',
    ]);
    expect(errorOf(outcomes[0] as Outcome).message).toContain('nothing.csv');
  });

  it('is answered with the usage and exit code 2', async () => {
    const calls = [
      ['dance'],
      ['train', 'plan.json'],
      ['generate', '--model', 'model', '--prompt', 'hello'],
    ];
    const outcomes = await Promise.all(calls.map((call) => here.graft(call)));
    expect(outcomes.map(({ code }) => code)).toEqual(calls.map(() => 2));
    expect(outcomes.at(-1)?.err).toContain('decoders are not in this version');
  });

  it('to train leaves what lies in the folder alone', async () => {
    await mkdir(here.path('mine/adapter'), { recursive: true });
    await writeFile(here.path('mine/adapter/notes.txt'), 'mine');
    const name = await here.job('out.json');
    const calls = ['mine', '.'].map((out) => here.graft(['train', name, '--out', out]));
    for (const outcome of await Promise.all(calls)) {
      expect(outcome.code).toBe(1);
      expect(errorOf(outcome)).toMatchObject({ code: 'run/folder-taken' });
    }
  });
});

import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tinyBertFiles, tinyCsv } from '../support/tinyBert';

const ROOT = join(import.meta.dirname, '../..');
const TSX = pathToFileURL(join(ROOT, 'node_modules/tsx/dist/loader.mjs')).href;
let folder = '';

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the real runner; `onOut` may answer what it prints (with a signal). */
function graft(
  args: readonly string[],
  onOut?: (text: string, kill: (signal: 'SIGINT') => void) => void,
): Promise<Outcome> {
  return new Promise((done) => {
    const command = ['--import', TSX, join(ROOT, 'src/cli/main.ts'), ...args];
    const child = spawn(process.execPath, command, { cwd: folder });
    let out = '';
    let err = '';
    child.stdout.on('data', (data) => {
      out += data;
      onOut?.(out, (signal) => child.kill(signal));
    });
    child.stderr.on('data', (data) => {
      err += data;
    });
    child.on('close', (code) => done({ code, out, err }));
  });
}

async function job(name: string, change: object = {}, training: object = {}): Promise<string> {
  const value = {
    version: 1,
    model: 'model',
    data: { train: 'train.csv', validation: { fraction: 0.25 } },
    task: { id: 'sequence-classification' },
    method: { id: 'lora' },
    training: {
      epochs: 2,
      batchSize: 6,
      optimizer: { id: 'adamw', learningRate: 0.01 },
      ...training,
    },
    ...change,
  };
  await writeFile(join(folder, name), JSON.stringify(value));
  return name;
}

function lossesOf(out: string): number[] {
  const events = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  return events.filter(({ type }) => type === 'step').map(({ loss }) => loss);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'graft-cli-'));
  for (const [path, source] of await tinyBertFiles()) {
    const target = join(folder, 'model', path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, await source.slice(0, source.byteLength));
  }
  await writeFile(join(folder, 'train.csv'), tinyCsv());
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the runner', () => {
  it('describes every registry and the bundled models', async () => {
    const { code, out } = await graft(['describe']);
    expect(code).toBe(0);
    const catalog = JSON.parse(out);
    expect(catalog.methods.map(({ id }: { id: string }) => id)).toEqual([
      'full',
      'freeze',
      'head-only',
      'lora',
    ]);
    expect(catalog.models[0].id).toBe('all-minilm-l6-v2');
  });

  it('inspects a file', async () => {
    const { code, out } = await graft(['inspect', 'train.csv']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ format: 'csv', rows: 48 });
  });

  it('plans without training', async () => {
    const { code, out } = await graft(['plan', await job('plan.json')]);
    expect(code).toBe(0);
    const plan = JSON.parse(out);
    expect(plan.trainable).toBe(2 * 2 * 8 * 32 + 3 * 16 + 3);
    expect(plan.steps).toBe(12);
  });

  it('trains, scores with the adapter, exports merged, and scores that alike', async () => {
    const trained = await graft(['train', await job('train.json'), '--out', 'run']);
    expect(trained.err).not.toContain('"type":"error"');
    expect(trained.code).toBe(0);
    expect((await readdir(join(folder, 'run'))).sort()).toEqual([
      'adapter',
      'checkpoint',
      'events.jsonl',
      'job.json',
      'summary.json',
    ]);
    expect(await readFile(join(folder, 'run/events.jsonl'), 'utf8')).toBe(trained.out);
    const kept = JSON.parse(await readFile(join(folder, 'run/job.json'), 'utf8'));
    expect(Object.keys(kept.inputs)).toEqual([
      '../train.csv',
      '../model/config.json',
      '../model/model.safetensors',
      '../model/tokenizer.json',
    ]);
    for (const hash of Object.values(kept.inputs)) expect(hash).toMatch(/^[0-9a-f]{64}$/);

    const score = [
      '--task',
      'sequence-classification',
      '--data',
      'train.csv',
      '--columns',
      'text=text,label=label',
    ];
    const beside = await graft([
      'predict',
      '--model',
      'model',
      '--adapter',
      'run/adapter',
      ...score,
    ]);
    expect(beside.code).toBe(0);
    expect(
      (await graft(['export', '--run', 'run', '--as', 'merged', '--out', 'merged'])).code,
    ).toBe(0);
    const merged = await graft(['predict', '--model', 'merged', ...score]);
    const rows = (text: string): { prediction: string; logits: number[] }[] =>
      text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
    expect(rows(beside.out)).toHaveLength(48);
    rows(merged.out).forEach((row, i) => {
      row.logits.forEach((logit, c) => {
        expect(logit).toBeCloseTo(rows(beside.out)[i]?.logits[c] ?? Number.NaN, 4);
      });
    });
    const evaluated = await graft(['evaluate', '--model', 'merged', ...score]);
    expect(JSON.parse(evaluated.out)).toMatchObject({
      rows: 48,
      metrics: { accuracy: expect.any(Number) },
    });
  });

  it('interrupted and resumed equals uninterrupted, bit for bit', async () => {
    const name = await job('long.json', {}, { epochs: 8, evaluateEvery: null });
    const whole = await graft(['train', name, '--out', 'whole']);
    let asked = false;
    const first = await graft(['train', name, '--out', 'parts'], (text, kill) => {
      if (asked || !text.includes('"step":3,')) return;
      asked = true;
      kill('SIGINT');
    });
    expect(first.code).toBe(130);
    const rest = await graft(['train', name, '--out', 'parts', '--resume']);
    expect(rest.code).toBe(0);
    expect([...lossesOf(first.out), ...lossesOf(rest.out)]).toEqual(lossesOf(whole.out));
    const weights = (run: string): Promise<Buffer> =>
      readFile(join(folder, run, 'adapter/adapter_model.safetensors'));
    expect((await weights('parts')).equals(await weights('whole'))).toBe(true);
  });

  it('says what is wrong with exit code 1, and how it is used with 2', async () => {
    const bad = await graft([
      'plan',
      await job('bad.json', { method: { id: 'lora', rank: 'eight' } }),
    ]);
    expect(bad.code).toBe(1);
    expect(JSON.parse(bad.err)).toMatchObject({
      type: 'error',
      code: 'job/invalid',
      message: expect.stringContaining('method.rank'),
    });
    const missing = await graft(['inspect', 'nothing.csv']);
    expect(missing.code).toBe(1);
    expect(JSON.parse(missing.err)).toMatchObject({
      code: 'file/not-found',
      values: { file: 'nothing.csv' },
    });
    expect((await graft(['train'])).code).toBe(2);
    expect((await graft(['dance'])).code).toBe(2);
    expect((await graft(['generate', '--model', 'model'])).code).toBe(2);
  });
});

import { readdir, readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createPlayground,
  errorOf,
  eventsOf,
  lossesOf,
  type Outcome,
  type Playground,
} from './runner';

const SCORE = ['--task', 'sequence-classification', '--data', 'train.csv'];

let here: Playground;
let trained: Outcome;
let failed: Outcome;
beforeAll(async () => {
  here = await createPlayground();
  const data = { train: 'train.csv', validation: { fraction: 0.25 }, test: 'train.csv' };
  const diverging = { maxSteps: 3, maxGradNorm: 0, optimizer: { id: 'sgd', learningRate: 1e18 } };
  await here.job('job.json', { data }, { maxSteps: 4 });
  await here.job('nan.json', { method: { id: 'full' } }, diverging);
  [trained, failed] = await Promise.all([
    here.graft(['train', 'job.json', '--out', 'run']),
    here.graft(['train', 'nan.json', '--out', 'nan']),
  ]);
});
afterAll(() => here.remove());

const filesUnder = async (folder: string): Promise<string[]> =>
  (await readdir(here.path(folder), { recursive: true })).sort();

describe('training', () => {
  it('leaves job, events, summary, checkpoint and adapter, and no temporary file', async () => {
    expect(trained.code).toBe(0);
    expect(await filesUnder('run')).toEqual([
      'adapter',
      'adapter/README.md',
      'adapter/adapter_config.json',
      'adapter/adapter_model.safetensors',
      'adapter/graft.json',
      'checkpoint',
      'checkpoint/checkpoint.safetensors',
      'events.jsonl',
      'job.json',
      'summary.json',
    ]);
    expect(await readFile(here.path('run/events.jsonl'), 'utf8')).toBe(trained.out);
    const { summary } = eventsOf(trained.out).at(-1) as { summary: object };
    expect(JSON.parse(await readFile(here.path('run/summary.json'), 'utf8'))).toEqual({
      status: 'completed',
      ...summary,
    });
  });

  it('ends with the metrics of the test file', () => {
    const evaluations = eventsOf(trained.out).filter((event) => event.type === 'evaluation');
    expect(evaluations.map(({ split }) => split)).toEqual(['validation', 'test']);
  });

  it('completes the job and says the sha256 of each input', async () => {
    const job = JSON.parse(await readFile(here.path('run/job.json'), 'utf8'));
    expect(job.task.labels).toEqual(['cat', 'dog', 'fish']);
    expect(job.data.columns).toEqual({ text: 'text', label: 'label' });
    expect(job.training.optimizer.beta2).toBe(0.999);
    expect(Object.keys(job.inputs)).toEqual([
      '../train.csv',
      '../model/config.json',
      '../model/model.safetensors',
      '../model/tokenizer.json',
    ]);
    for (const hash of Object.values(job.inputs)) expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('gives the same losses and bytes when the completed job is run again', async () => {
    const again = await here.graft(['train', 'run/job.json', '--out', 'again']);
    expect(again.code).toBe(0);
    expect(lossesOf(again.out)).toEqual(lossesOf(trained.out));
    const weights = (run: string): Promise<Buffer> =>
      readFile(here.path(run, 'adapter/adapter_model.safetensors'));
    expect((await weights('again')).equals(await weights('run'))).toBe(true);
  });

  it('that meets NaN keeps the last good weights and fails with the remedy', async () => {
    expect(failed.code).toBe(1);
    expect(errorOf(failed)).toMatchObject({ type: 'error', code: 'training/not-finite' });
    const summary = JSON.parse(await readFile(here.path('nan/summary.json'), 'utf8'));
    expect(summary).toMatchObject({ status: 'failed', steps: 1 });
    const weights = await readFile(here.path('nan/model/model.safetensors'));
    const merged = await here.graft(['export', '--run', 'nan', '--as', 'merged', '--out', 'good']);
    expect(merged.code).toBe(0);
    expect((await readFile(here.path('good/model.safetensors'))).equals(weights)).toBe(true);
  });
});

describe('a trained adapter', () => {
  const rowsOf = (text: string): { row: number; prediction: string; logits: number[] }[] =>
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));

  it('beside its base and merged into it predicts alike, and evaluate agrees with training', async () => {
    const base = ['--model', 'model', '--adapter', 'run/adapter'];
    const merged = await here.graft([
      'export',
      '--run',
      'run',
      '--as',
      'merged',
      '--out',
      'merged',
    ]);
    const { files, merge } = JSON.parse(merged.out);
    expect(files).toContain('model.safetensors');
    expect(merge.rows).toBeGreaterThan(40);
    expect(merge.largestDifference).toBeLessThan(1e-5);
    expect(merged.code).toBe(0);
    const [card, ownCard] = await Promise.all(
      ['merged', 'run/adapter'].map((folder) => readFile(here.path(folder, 'README.md'), 'utf8')),
    );
    const table = /\| metric \| validation rows, after step 4 \| test rows, after step 4 \|[^`]+/;
    expect(card?.match(table)?.[0]).toContain('| f1_macro |');
    expect(card?.match(table)?.[0]).toBe(ownCard?.match(table)?.[0]);
    const [beside, inside, evaluated] = await Promise.all([
      here.graft(['predict', ...base, ...SCORE]),
      here.graft(['predict', '--model', 'merged', ...SCORE]),
      here.graft(['evaluate', '--model', 'merged', ...SCORE, '--columns', 'text=text,label=label']),
    ]);
    expect([beside.code, inside.code, evaluated.code]).toEqual([0, 0, 0]);
    const rows = rowsOf(beside.out);
    expect(rows.map(({ row }) => row)).toEqual(Array.from({ length: 48 }, (_, i) => i + 1));
    rowsOf(inside.out).forEach(({ logits }, i) => {
      logits.forEach((logit, c) => {
        expect(logit).toBeCloseTo(rows[i]?.logits[c] ?? Number.NaN, 4);
      });
    });
    const test = eventsOf(trained.out).flatMap((event) =>
      event.type === 'evaluation' && event.split === 'test' ? [event] : [],
    )[0];
    const { loss, metrics, rows: scored } = JSON.parse(evaluated.out);
    expect(scored).toBe(48);
    expect(loss).toBeCloseTo(test?.loss ?? Number.NaN, 4);
    expect(metrics.accuracy).toBe(test?.metrics.accuracy);
  });

  it('writes every row with its answer as CSV, and never over the rows themselves', async () => {
    const call = ['evaluate', '--model', 'model', '--adapter', 'run/adapter', ...SCORE];
    const [written, over] = await Promise.all([
      here.graft([...call, '--predictions', 'predictions.csv']),
      here.graft([...call, '--predictions', './train.csv']),
    ]);
    expect([written.code, over.code]).toEqual([0, 2]);
    const { rows, metrics } = JSON.parse(written.out);
    const [header = '', ...lines] = (await readFile(here.path('predictions.csv'), 'utf8'))
      .trimEnd()
      .split('\r\n');
    expect(header).toMatch(/^row,file,text,true,prediction,prediction_sure,prediction:cat,/);
    expect(lines).toHaveLength(rows);
    const right = lines.map((line) => line.split(',')).filter((cells) => cells[3] === cells[4]);
    expect(right.length / rows).toBeCloseTo(metrics.accuracy, 12);
  });

  it('answers rows that have no label', async () => {
    await writeFile(here.path('texts.csv'), 'text\nthe red cat\nthe blue fish eats\n');
    const data = ['--task', 'sequence-classification', '--data', 'texts.csv'];
    const model = ['--model', 'model', '--adapter', 'run/adapter'];
    const [predicted, evaluated] = await Promise.all([
      here.graft(['predict', ...model, ...data]),
      here.graft(['evaluate', ...model, ...data]),
    ]);
    expect(predicted.code).toBe(0);
    expect(rowsOf(predicted.out)).toHaveLength(2);
    expect(errorOf(evaluated)).toMatchObject({ code: 'data/unsure-columns' });
  });

  it('is needed where the model has no head, and is refused as GGUF', async () => {
    const [bare, gguf, over] = await Promise.all([
      here.graft(['predict', '--model', 'model', ...SCORE]),
      here.graft(['export', '--run', 'run', '--as', 'gguf', '--out', 'x']),
      here.graft(['export', '--run', 'run', '--as', 'merged', '--out', 'run']),
    ]);
    expect([bare.code, gguf.code, over.code]).toEqual([1, 1, 1]);
    expect(errorOf(bare)).toMatchObject({ code: 'score/no-head' });
    expect(errorOf(gguf)).toMatchObject({ code: 'export/no-gguf' });
    expect(errorOf(over)).toMatchObject({ code: 'file/folder-taken' });
  });
});

import { describe, expect, it } from 'vitest';
import type { Executor } from '../../../src/engine/backends/executor';
import { createWasmExecutor } from '../../../src/engine/backends/wasm/executor';
import { startNodeThread } from '../../../src/engine/backends/wasm/nodeThread';
import type { FileMap } from '../../../src/engine/core/bytes';
import {
  checkJob,
  createScorer,
  createSession,
  openModel,
  prepareJob,
} from '../../../src/engine/session';
import type { Run } from '../../../src/engine/session/run';
import { METHODS } from '../../../src/engine/tuning/registry';
import { trained } from '../../support/hooks';
import { tinyBertFiles } from '../../support/tinyBert';
import { csv, exportedFolder } from '../../support/tunedRun';

const wasm = (): Promise<Executor> =>
  createWasmExecutor({ threads: 1, startThread: startNodeThread });

const ROWS = Array.from({ length: 24 }, (_, i) => ({
  colour: ['red', 'blue', 'green'][i % 3] as string,
  animal: ['cat', 'dog', 'fish'][Math.floor(i / 3) % 3] as string,
  letter: String.fromCharCode(97 + i),
}));

interface Given {
  readonly task: { readonly id: string; readonly head?: string };
  readonly file: string;
  readonly text: string;
  readonly columns: Readonly<Record<string, string>>;
}

/** One file for every task, and for every head that a task may have. */
const FILES: Readonly<Record<string, Given>> = {
  'multi-label': {
    task: { id: 'multi-label' },
    file: 'rows.csv',
    text: `text,labels\n${ROWS.map(({ colour, animal, letter }) => `the ${colour} ${animal} runs ${letter},${colour}|${animal}`).join('\n')}\n`,
    columns: { text: 'text', labels: 'labels' },
  },
  'multi-label, a column each': {
    task: { id: 'multi-label' },
    file: 'rows.csv',
    text: `text,red,cat,dog\n${ROWS.map(({ colour, animal, letter }) => `the ${colour} ${animal} runs ${letter},${[colour === 'red', animal === 'cat', animal === 'dog'].map(Number)}`).join('\n')}\n`,
    columns: { text: 'text', labels: 'red', labels2: 'cat', labels3: 'dog' },
  },
  regression: {
    task: { id: 'regression' },
    file: 'rows.csv',
    text: `text,weight\n${ROWS.map(({ colour, animal, letter }, i) => `the ${colour} ${animal} runs ${letter},${10 + i * i}`).join('\n')}\n`,
    columns: { text: 'text', target: 'weight' },
  },
  'token-classification': {
    task: { id: 'token-classification' },
    file: 'rows.conll',
    text: ROWS.map(
      ({ colour, animal, letter }) => `the O\n${colour} B-X\n${animal} I-X\nruns O\n${letter} O\n`,
    ).join('\n'),
    columns: { tokens: 'tokens', tags: 'tags' },
  },
  'token-classification, crf': {
    task: { id: 'token-classification', head: 'crf' },
    file: 'rows.conll',
    text: ROWS.map(
      ({ colour, animal, letter }) => `the O\n${colour} B-X\n${animal} I-X\nruns O\n${letter} O\n`,
    ).join('\n'),
    columns: { tokens: 'tokens', tags: 'tags' },
  },
  'masked-lm': {
    task: { id: 'masked-lm' },
    file: 'rows.txt',
    text: ROWS.map(({ colour, animal, letter }) => `the ${colour} ${animal} runs ${letter}`).join(
      '\n',
    ),
    columns: { text: 'text' },
  },
};

async function tune({ task, file, text, columns }: Given, method: object): Promise<Run> {
  const job = checkJob({
    version: 1,
    model: 'a/tiny',
    data: { train: file, validation: { fraction: 0.25 }, columns },
    task,
    method,
    training: {
      maxSteps: 3,
      batchSize: 4,
      maxTokens: 16,
      optimizer: { id: 'adamw', learningRate: 0.01 },
    },
  });
  const model = await openModel({ id: 'a/tiny', label: 'Tiny', files: await tinyBertFiles() });
  const datasets = { train: await csv(text, file) };
  const run = await createSession(await prepareJob({ job, model, datasets }), await wasm());
  await trained(run);
  return run;
}

/** What a folder, or an adapter on the base, says of the file's rows. */
async function predict(given: Given, folder: FileMap, kind: 'adapter' | 'model') {
  const files = kind === 'model' ? folder : await tinyBertFiles();
  const executor = await wasm();
  const scorer = await createScorer({
    model: await openModel({ id: 'again', label: 'Again', files }),
    ...(kind === 'adapter' && { adapter: folder }),
    task: given.task.id,
    dataset: await csv(given.text, given.file),
    columns: given.columns,
    labelled: true,
    executor,
  });
  const rows = await scorer.predict();
  const { metrics } = await scorer.evaluate();
  scorer.dispose();
  return { rows, metrics };
}

describe.each(Object.entries(FILES))('%s', (_, given) => {
  it.each(Object.keys(METHODS))('is learned by %s, with every number finite', async (id) => {
    const run = await tune(given, { id });
    const [scores] = run.lastScores();
    expect(Number.isFinite(scores?.loss)).toBe(true);
    expect(Object.keys(scores?.metrics ?? {}).length).toBeGreaterThan(2);
    run.dispose();
  });

  it.each([
    [{ id: 'lora' }, 'adapter'],
    [{ id: 'prefix' }, 'adapter'],
    [{ id: 'full' }, 'model'],
  ] as const)('answers from what %o exports as the run did', async (method, kind) => {
    const run = await tune(given, method);
    const { validation } = run.parts.data;
    const answered = await run.answer(validation?.examples ?? []);
    const own = run.parts.task.decode(answered, run.parts.taskConfig);
    const { rows, metrics } = await predict(given, await exportedFolder(run, kind), kind);
    const asked = [...(validation?.examples ?? [])].map(({ row }) => rows[row]);
    expect(asked.map((row) => row?.prediction)).toEqual(own.map(({ said }) => said));
    expect(Object.values(metrics).length).toBeGreaterThan(2);
    run.dispose();
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import { createWasmExecutor } from '../../../src/engine/backends/wasm/executor';
import { startNodeThread } from '../../../src/engine/backends/wasm/nodeThread';
import {
  checkJob,
  createScorer,
  createSession,
  openModel,
  prepareJob,
} from '../../../src/engine/session';
import { askTexts } from '../../../src/engine/session/asked';
import type { Run } from '../../../src/engine/session/run';
import { faultsOf } from '../../../src/engine/tags/tagScheme';
import { trained } from '../../support/hooks';
import { tinyBertFiles } from '../../support/tinyBert';
import { csv, exportedFolder } from '../../support/tunedRun';

const wasm = () => createWasmExecutor({ threads: 1, startThread: startNodeThread });
const tiny = async () => openModel({ id: 'a/tiny', label: 'Tiny', files: await tinyBertFiles() });

/** 24 texts with two animals marked; between their words one that has no token. */
const TEXT = Array.from({ length: 24 }, (_, i) => {
  const animal = ['cat', 'dog', 'fish'][i % 3] as string;
  const text = `a red ${animal} \u200b runs ${String.fromCharCode(97 + i)} ${animal}`;
  const first = [2, 6 + animal.length, 'PET'];
  return JSON.stringify({
    text,
    label: [first, [text.length - animal.length, text.length, 'PET']],
  });
}).join('\n');

let open: { dispose(): void }[] = [];
afterEach(() => {
  for (const one of open) one.dispose();
  open = [];
});

/** A run on those texts, trained for so many steps. */
async function tune(task: object, steps = 3): Promise<Run> {
  const job = checkJob({
    version: 1,
    model: 'a/tiny',
    data: { train: 'pets.jsonl', validation: { fraction: 0.25 } },
    task: { id: 'token-classification', ...task },
    method: { id: 'full' },
    training: {
      maxSteps: steps,
      batchSize: 4,
      maxTokens: 16,
      optimizer: { id: 'adamw', learningRate: 0.01 },
    },
  });
  const datasets = { train: await csv(TEXT, 'pets.jsonl') };
  const prepared = await prepareJob({ job, model: await tiny(), datasets });
  const run = await createSession(prepared, await wasm());
  open.push(run);
  await trained(run);
  return run;
}

const validationOf = (run: Run) => run.parts.data.validation?.examples ?? [];
const tagsOf = async (run: Run, examples = validationOf(run)) =>
  run.parts.task
    .decode(await run.answer(examples), run.parts.taskConfig)
    .map(({ tags = [] }) => tags);

describe('a run on marked texts', () => {
  it('answers every word of a row, those without tokens with O', async () => {
    const run = await tune({});
    for (const tags of await tagsOf(run)) {
      expect(tags).toHaveLength(7);
      expect(tags[3]).toBe('O');
    }
    const answered = await run.answer(validationOf(run));
    expect(answered.unread).toBe(run.parts.data.validation?.rows);
    const [asked] = askTexts(run.parts, [{ text: 'a red cat \u0001 runs' }]);
    const [tried] = await tagsOf(run, [...(asked?.examples ?? [])]);
    expect(tried).toHaveLength(asked?.words?.length ?? 0);
  });

  it('in BIOES by a chain says nothing that the scheme forbids, from the first step on', async () => {
    const run = await tune({ head: 'crf', scheme: 'BIOES' }, 1);
    const [start] =
      (await run.parts.task.steps?.(run.parts.taskConfig, (name) => run.read(name)))?.start ?? [];
    expect(start).toMatchObject({ allowed: true });
    expect(Math.abs(start?.score ?? 0)).toBeGreaterThan(0);
    const said = (await tagsOf(run)).map((tags) => tags.filter((_, word) => word !== 3));
    expect(faultsOf(said, 'BIOES').count).toBe(0);
    expect(run.parts.data.labels).toEqual(['O', 'B-PET', 'E-PET', 'I-PET', 'S-PET']);
  });

  it('moves a chain’s scores by its own rate', async () => {
    const moved = async (chainRate: number) => {
      const run = await tune({ head: 'crf', chainRate }, 1);
      const after = await run.read('crf.transitions');
      const before = await run.withBase(() => run.read('crf.transitions'));
      return Math.max(...after.map((score, i) => Math.abs(score - (before[i] ?? 0))));
    };
    // The first step of Adam is as large as its rate, whatever the gradient.
    expect((await moved(20)) / (await moved(5))).toBeCloseTo(4, 2);
  });

  it('with all tokens learning differs from one with the first alone where words have several', async () => {
    const first = await tune({ labelAll: false });
    const all = await tune({ labelAll: true });
    expect(all.parts.job.task).toMatchObject({ labelAll: true });
    expect(await tagsOf(all)).toHaveLength((await tagsOf(first)).length);
  });

  it('exports labels of the scheme it learned, and scores an IOB1 file with them', async () => {
    const run = await tune({ scheme: 'BIOES' });
    const folder = await exportedFolder(run, 'model');
    const config = JSON.parse(
      new TextDecoder().decode(await folder.get('config.json')?.slice(0, 1 << 20)),
    );
    expect(Object.values(config.id2label)).toEqual(run.parts.data.labels);
    const text = `${JSON.stringify({ text: ['red', 'cat', 'runs'], label: ['I-PET', 'I-PET', 'O'] })}\n`;
    const scorer = await createScorer({
      model: await openModel({ id: 'again', label: 'Again', files: folder }),
      task: 'token-classification',
      dataset: await csv(text, 'iob1.jsonl'),
      columns: { tokens: 'text', tags: 'label' },
      labelled: true,
      executor: await wasm(),
    });
    open.push(scorer);
    expect(scorer.problems.rowsLeftOut).toBe(0);
    expect((await scorer.evaluate()).rows).toBe(1);
  });

  it('predicts a file of texts alone, whose words it splits', async () => {
    const folder = await exportedFolder(await tune({}), 'model');
    const scorer = await createScorer({
      model: await openModel({ id: 'again', label: 'Again', files: folder }),
      task: 'token-classification',
      dataset: await csv('text\n"a red cat, runs"\n', 'asked.csv'),
      columns: {},
      labelled: false,
      executor: await wasm(),
    });
    open.push(scorer);
    expect((await scorer.predict())[0]?.tags).toHaveLength(5);
  });
});

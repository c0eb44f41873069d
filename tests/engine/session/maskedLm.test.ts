import { describe, expect, it } from 'vitest';
import { type ByteSource, type FileMap, memorySource } from '../../../src/engine/core/bytes';
import { IGNORED } from '../../../src/engine/core/target';
import { openSafetensors } from '../../../src/engine/files/safetensors';
import {
  checkJob,
  createSession,
  openModel,
  prepareExport,
  prepareJob,
} from '../../../src/engine/session';
import { askTexts } from '../../../src/engine/session/asked';
import { prepareTestFile } from '../../../src/engine/session/prepareData';
import type { Example, ExampleList } from '../../../src/engine/tasks/task';
import { atStep, trained } from '../../support/hooks';
import { tinyBertFiles, tinyCsv } from '../../support/tinyBert';
import { csv, exportedFolder, textOf } from '../../support/tunedRun';
import { cpuExecutor } from '../ops/tfjsCpu';

const TEXT = Array.from(
  { length: 24 },
  (_, i) =>
    `${['red', 'blue', 'green'][i % 3]} cat eats ${'abcdefghijklmnopqrstuvwx'[i]} good fish`,
).join('\n');

interface Given {
  readonly text?: string;
  readonly method?: object;
  readonly task?: object;
  readonly training?: object;
  readonly files?: FileMap;
}

async function prepare({
  text = TEXT,
  method = { id: 'full' },
  task,
  training,
  files,
}: Given = {}) {
  const job = checkJob({
    version: 1,
    model: 'a/tiny',
    data: { train: 'a.txt', validation: { fraction: 0.25 } },
    task: { id: 'masked-lm', ...task },
    method,
    training: {
      maxTokens: 12,
      batchSize: 4,
      epochs: 2,
      optimizer: { id: 'adamw', learningRate: 0.01 },
      ...training,
    },
  });
  const model = await openModel({
    id: 'a/tiny',
    label: 'Tiny',
    files: files ?? (await tinyBertFiles()),
  });
  return prepareJob({ job, model, datasets: { train: await csv(text, 'a.txt') } });
}

const start = async (given: Given = {}) => createSession(await prepare(given), await cpuExecutor());

/** What is hidden of some examples. */
function hiddenIn(examples: Iterable<Example> | undefined): string[] {
  return Array.from(examples ?? [], ({ ids, target }) => `${ids.join(' ')} | ${target.join(' ')}`);
}

/** A tokenizer.json without the mask. */
async function unmasked(): Promise<FileMap> {
  const files = new Map(await tinyBertFiles());
  const json = (await textOf(files, 'tokenizer.json')).replaceAll('[MASK]', '[HIDE]');
  const bytes = new TextEncoder().encode(json);
  return files.set('tokenizer.json', memorySource(bytes, 'tokenizer.json'));
}

describe('hidden words of a run', () => {
  it('are others in every epoch, the same for the same seed, and fixed in validation', async () => {
    const [{ parts }, again] = [await prepare(), await prepare()];
    const { examples } = parts.data.train;
    const epochs = [0, 1, 2].map((epoch) => hiddenIn(examples.inEpoch?.(epoch)));
    expect(new Set(epochs.map(String)).size).toBe(3);
    expect(hiddenIn(again.parts.data.train.examples.inEpoch?.(1))).toEqual(epochs[1]);
    const { validation } = parts.data;
    expect(hiddenIn(validation?.examples)).toEqual(hiddenIn(validation?.examples));
    expect(hiddenIn(again.parts.data.validation?.examples)).toEqual(hiddenIn(validation?.examples));
    const other = await prepare({ training: { seed: 7, shuffle: false } });
    expect(hiddenIn(other.parts.data.train.examples.inEpoch?.(0))).not.toEqual(epochs[0]);
  });

  it('are at least one in every text', async () => {
    const { parts } = await prepare({ task: { hidden: 0.01 } });
    const lists: (ExampleList | undefined)[] = [
      parts.data.train.examples,
      parts.data.train.examples.inEpoch?.(3),
      parts.data.validation?.examples,
    ];
    for (const list of lists)
      for (const { target } of list ?? []) expect(target.some((id) => id !== IGNORED)).toBe(true);
  });

  it('stand as the mask in the text that is shown, whatever the model reads there', async () => {
    const { parts } = await prepare({ task: { hidden: 0.5 } });
    for (const example of parts.data.validation?.examples ?? []) {
      const words = parts.data.validation?.text(example).split(' ');
      const asked = [...example.target.slice(1, -1)].map((id) => id !== IGNORED);
      expect(words?.map((word) => word === '[MASK]')).toEqual(asked);
    }
  });

  it('are hidden in a test file as in validation', async () => {
    const { parts } = await prepare();
    const [one, two] = [await csv(TEXT, 'b.txt'), await csv(TEXT, 'b.txt')];
    const { split } = await prepareTestFile({ parts }, one);
    const again = await prepareTestFile({ parts }, two);
    expect(hiddenIn(split.examples)).toEqual(hiddenIn(again.split.examples));
    const some = split.only(Uint32Array.of(3, 5));
    expect(hiddenIn(some.examples)).toEqual([3, 5].map((i) => hiddenIn(split.examples)[i]));
    expect(split.examples.length).toBe(24);
  });

  it('of a run that goes on are those of one that never stopped, bit for bit', async () => {
    const losses = async (stopAt?: number, from: ByteSource | null = null) => {
      const run = await start({ method: { id: 'lora' }, task: { wholeWords: true } });
      const { events, checkpoint } = await trained(run, { from, until: atStep(stopAt) });
      const found = events.flatMap((event) => (event.type === 'step' ? [event.loss] : []));
      return { losses: found, checkpoint };
    };
    const whole = await losses();
    const first = await losses(4);
    const rest = await losses(undefined, first.checkpoint);
    expect(first.losses.length).toBeLessThan(whole.losses.length);
    expect([...first.losses, ...rest.losses]).toEqual(whole.losses);
  });
});

describe('texts whose words are hidden', () => {
  it('that are longer than a sequence become several, and none of them is cut', async () => {
    const words = Array.from({ length: 95 }, (_, i) => 'abcdefghijklmnopqrstuvwxyz'[i % 26]);
    const { parts } = await prepare({ text: `${words.join(' ')}\n${TEXT}` });
    const all = [parts.data.train, parts.data.validation];
    const long = all.flatMap((split) =>
      [...(split?.examples ?? [])].filter(({ row }) => row === 0),
    );
    const shown = long.map(({ ids, target }) =>
      Array.from(ids, (id, i) => (target[i] === IGNORED ? id : (target[i] as number))).slice(1, -1),
    );
    expect(parts.model.tokenizer.tokens(shown.flat())).toEqual(words);
    expect(Math.max(...long.map(({ ids }) => ids.length))).toBeLessThanOrEqual(12);
    expect(new Set(long.map(({ window }) => window)).size).toBe(long.length);
  });

  it('are left out, and named, where the model knows no word of them', async () => {
    const { problems, parts } = await prepare({ text: `${TEXT}\n[SEP] [CLS]\n漢字` });
    expect(problems.list.map(({ message }) => message)).toEqual(
      expect.arrayContaining([
        expect.stringContaining('Row 25: no word that the model knows'),
        expect.stringContaining('Row 26: no word that the model knows'),
      ]),
    );
    expect(parts.data.train.rows + (parts.data.validation?.rows ?? 0)).toBe(24);
    expect(parts.data.train.examples.length + (parts.data.validation?.examples.length ?? 0)).toBe(
      24,
    );
  });

  it('are refused where none is left', async () => {
    await expect(prepare({ text: '漢字\n[SEP]\n漢 字' })).rejects.toMatchObject({
      code: 'data/no-examples',
    });
  });

  it('are refused by a model without a mask token, with what to do', async () => {
    await expect(prepare({ files: await unmasked() })).rejects.toMatchObject({
      code: 'task/no-mask-token',
      remedy: expect.stringContaining('mask_token'),
    });
  });

  it('are refused by a model whose head has word vectors of its own', async () => {
    const files = await tinyBertFiles({ config: undefined as never });
    const config = JSON.parse(await textOf(files, 'config.json'));
    const bytes = new TextEncoder().encode(
      JSON.stringify({ ...config, tie_word_embeddings: false }),
    );
    const untied = new Map(files).set('config.json', memorySource(bytes, 'config.json'));
    await expect(prepare({ files: untied })).rejects.toMatchObject({ code: 'task/no-word-head' });
  });
});

describe('the head for words', () => {
  it('is drawn where the folder has none, which is said, and loaded where it has', async () => {
    const first = await prepare();
    expect(first.notes.join()).toContain('no head for words');
    const run = await createSession(first, await cpuExecutor());
    await trained(run);
    const files = await exportedFolder(run, 'model');
    expect(JSON.parse(await textOf(files, 'config.json'))).toMatchObject({
      architectures: ['BertForMaskedLM'],
    });
    expect(JSON.parse(await textOf(files, 'config.json')).id2label).toBeUndefined();
    const again = await prepare({ files });
    expect(again.notes.join()).not.toContain('head for words');
    const second = await createSession(again, await cpuExecutor());
    const name = 'cls.predictions.transform.dense.weight';
    expect(await second.read(name)).toEqual(await run.read(name));
    run.dispose();
    second.dispose();
  });

  it('of an adapter does not stand in the way of sorting into classes on top of it', async () => {
    const run = await start({ method: { id: 'lora' } });
    await trained(run);
    const adapter = await exportedFolder(run, 'adapter');
    const config = JSON.parse(await textOf(adapter, 'adapter_config.json'));
    expect(config).toMatchObject({ task_type: null, modules_to_save: ['cls'] });
    const saved = await openSafetensors(adapter.get('adapter_model.safetensors') as ByteSource);
    // PEFT opens what it saves of a head whole or not at all.
    const root = 'base_model.model.cls.predictions';
    const decoder = await saved.read(`${root}.decoder.weight`);
    expect(decoder).toEqual(await run.read('bert.embeddings.word_embeddings.weight'));
    expect(await saved.read(`${root}.decoder.bias`)).toEqual(await saved.read(`${root}.bias`));
    const job = checkJob({
      version: 1,
      model: 'a/tiny',
      adapter: 'adapter',
      data: { train: 'tiny.csv', validation: { fraction: 0.25 } },
      task: { id: 'sequence-classification' },
      method: { id: 'lora' },
    });
    const datasets = { train: await csv(tinyCsv(), 'tiny.csv') };
    const prepared = await prepareJob({ job, model: run.parts.model, datasets, adapter });
    expect(prepared.notes.join()).toContain('another head');
    const a = [...run.network.trainable].find(({ name }) => name.endsWith('lora_A.weight'));
    expect(prepared.parts.adapter.get(a?.name ?? '')).toEqual(await run.read(a?.name ?? ''));
    run.dispose();
  });

  it('is exported from a checkpoint without the data', async () => {
    const { parts } = await prepare();
    expect((await prepareExport(parts.job, parts.model)).taskConfig).toMatchObject({
      hidden: 0.15,
    });
  });
});

describe('a text that a person asks about', () => {
  it('gets the likeliest words for each mask, in order', async () => {
    const run = await start();
    const [asked] = askTexts(run.parts, [{ text: 'red [MASK] eats [MASK]' }]);
    const { task, taskConfig } = run.parts;
    const [said] = task.decode(await run.answer(asked?.examples ?? []), taskConfig);
    expect(said?.fills?.map((words) => words.length)).toEqual([5, 5]);
    for (const words of said?.fills ?? []) {
      const chances = words.map(({ probability }) => probability);
      expect(chances).toEqual([...chances].sort((a, b) => b - a));
      expect(chances.every((chance) => chance > 0 && chance <= 1)).toBe(true);
      expect(words.every(({ word }) => word !== '')).toBe(true);
    }
    expect(said?.said).toBe(said?.fills?.map(([best]) => best?.word).join(', '));
    run.dispose();
  });

  it('is told where to write the mask when it has none', async () => {
    const { parts } = await prepare();
    expect(() => askTexts(parts, [{ text: 'red cat eats' }])).toThrowError(
      expect.objectContaining({ code: 'task/nothing-hidden', values: { mask: '[MASK]' } }),
    );
  });
});

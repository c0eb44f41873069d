import { expect, it } from 'vitest';
import { checkJob, createSession, openModel, prepareJob } from '../../../src/engine/session';
import { askTexts } from '../../../src/engine/session/asked';
import type { RunEvent } from '../../../src/engine/training/events';
import { quietHooks } from '../../support/hooks';
import { tinyBertFiles } from '../../support/tinyBert';
import { csv } from '../../support/tunedRun';
import { cpuExecutor } from '../ops/tfjsCpu';

type Watched = Extract<RunEvent, { type: 'watch' }>['rows'];

const COLOURS = ['red', 'blue', 'green'] as const;
/** Sentences much longer than the ten tokens that a window has, with a word that has no token. */
const LONG = Array.from({ length: 24 }, (_, i) =>
  [...'abcdefghijklmnopqrs']
    .map((_, at) => String.fromCharCode(97 + ((at * (i + 1)) % 26)))
    .map((letter, at) => `${letter} ${(at + i) % 5 === 0 ? 'B-X' : 'O'}`)
    .concat(['\u0007 O', `${COLOURS[i % 3]} B-COLOUR`])
    .join('\n'),
).join('\n\n');

const FILES = {
  'sequence-classification': `text,label\n${rows((i) => COLOURS[i % 3] as string)}`,
  'multi-label': `text,labels\n${rows((i) => `${COLOURS[i % 3]}|${i % 2 ? 'odd' : 'even'}`)}`,
  regression: `text,weight\n${rows((i) => String(10 + i))}`,
  'token-classification': LONG,
};

function rows(target: (i: number) => string): string {
  return Array.from(
    { length: 24 },
    (_, i) => `the ${COLOURS[i % 3]} cat ${String.fromCharCode(97 + i)},${target(i)}\n`,
  ).join('');
}

async function watch(task: keyof typeof FILES): Promise<{ rows: Watched; more: Watched }> {
  const name = task === 'token-classification' ? 'rows.conll' : 'rows.csv';
  const job = checkJob({
    version: 1,
    model: 'tiny',
    data: { train: name, validation: { fraction: 0.5 } },
    task: { id: task },
    method: { id: 'lora' },
    training: { maxSteps: 2, maxTokens: 10, evaluateEvery: 2, batchSize: 4 },
  });
  const model = await openModel({ id: 'tiny', label: 'Tiny', files: await tinyBertFiles() });
  const datasets = { train: await csv(FILES[task], name) };
  const run = await createSession(await prepareJob({ job, model, datasets }), await cpuExecutor());
  const found: Watched[] = [];
  for await (const event of run.train(quietHooks({}), null, 'job'))
    if (event.type === 'watch') found.push(event.rows);
  // Asked as one text each, the rows are answered as they were watched.
  if (task === 'token-classification') {
    const last = found.at(-1) ?? [];
    for (const { marked, predicted } of last) {
      const [asked] = askTexts(run.parts, [{ text: (marked?.words ?? []).join(' ') }]);
      const answered = await run.answer(asked?.examples ?? []);
      const [said] = run.parts.task.decode(answered, run.parts.taskConfig);
      expect(asked?.words).toEqual(marked?.words);
      expect(said?.tags?.join(' ')).toBe(predicted);
    }
  }
  run.dispose();
  return { rows: found[0] ?? [], more: found.at(-1) ?? [] };
}

it.each(Object.keys(FILES) as (keyof typeof FILES)[])(
  'five different rows are watched from before the first step on: %s',
  async (task) => {
    const { rows, more } = await watch(task);
    expect(rows).toHaveLength(5);
    expect(new Set(rows.map(({ row }) => row)).size).toBe(5);
    expect(more.map(({ row, label }) => [row, label])).toEqual(
      rows.map(({ row, label }) => [row, label]),
    );
    for (const { label, predicted, probability, off } of rows) {
      expect(label).not.toBe('');
      expect(typeof predicted).toBe('string');
      expect(Number.isFinite(off)).toBe(true);
      const isShare = task === 'sequence-classification' || task === 'multi-label';
      expect(probability !== null).toBe(isShare);
    }
  },
);

it('a long sentence is watched as a whole: both tags of every word of all its windows', async () => {
  const { rows } = await watch('token-classification');
  for (const { marked, label, predicted } of rows) {
    const { words = [], tags } = marked ?? {};
    expect(words).toHaveLength(21);
    expect(tags?.truth).toHaveLength(21);
    expect(tags?.said).toHaveLength(21);
    expect(label.split(' ')).toEqual(tags?.truth);
    expect(predicted.split(' ')).toEqual(tags?.said);
    expect(tags?.truth.at(-1)).toBe('B-COLOUR');
  }
});

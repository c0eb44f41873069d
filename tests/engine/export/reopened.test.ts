import { describe, expect, it } from 'vitest';
import type { Executor } from '../../../src/engine/backends/executor';
import type { FileMap } from '../../../src/engine/core/bytes';
import { createScorer, openModel } from '../../../src/engine/session';
import { EXECUTORS } from '../../support/executors';
import { tinyBertFiles } from '../../support/tinyBert';
import { ASKED, csv, exportedFolder, tunedRun } from '../../support/tunedRun';

/** Logits of {@link ASKED} by folders alone, as the person who opens an export gets them. */
async function logitsOf(executor: Executor, files: FileMap, adapter?: FileMap): Promise<number[]> {
  const scorer = await createScorer({
    model: await openModel({ id: 'again', label: 'Again', files }),
    ...(adapter ? { adapter } : {}),
    task: 'sequence-classification',
    dataset: await csv(ASKED, 'asked.csv'),
    columns: { text: 'text' },
    labelled: false,
    executor,
  });
  const rows = await scorer.predict();
  scorer.dispose();
  return rows.flatMap(({ logits }) => logits ?? []);
}

const EXACT = [
  [{ id: 'full' }, 'pooler'],
  [{ id: 'full' }, 'mean'],
  [{ id: 'freeze', layers: 1 }, 'pooler'],
  [{ id: 'head-only' }, 'mean'],
] as const;

describe.each(Object.entries(EXECUTORS))('on %s', (_name, makeExecutor) => {
  it.each(EXACT)(
    'a model tuned by %j, pooled by %s, opens with bit-equal logits',
    async (method, pooling) => {
      const run = await tunedRun(await makeExecutor(), method, { pooling });
      const wanted = [...(await run.infer(run.parts.data.test?.examples ?? [])).logits];
      expect(wanted).toHaveLength(9);
      const model = await exportedFolder(run, 'model');
      run.dispose();
      expect(await logitsOf(await makeExecutor(), model)).toEqual(wanted);
    },
  );

  it.each(['pooler', 'mean'])(
    'a LoRA adapter pooled by %s opens beside its base with bit-equal logits, merged but for rounding',
    async (pooling) => {
      const method = { id: 'lora', rank: 5, alpha: 3, targets: ['query', 'key', 'down', 'up'] };
      const run = await tunedRun(await makeExecutor(), method, { pooling });
      const wanted = [...(await run.infer(run.parts.data.test?.examples ?? [])).logits];
      const [adapter, model] = [
        await exportedFolder(run, 'adapter'),
        await exportedFolder(run, 'model'),
      ];
      run.dispose();
      expect(await logitsOf(await makeExecutor(), await tinyBertFiles(), adapter)).toEqual(wanted);
      const merged = await logitsOf(await makeExecutor(), model);
      merged.forEach((logit, i) => {
        expect(logit).toBeCloseTo(wanted[i] as number, 5);
      });
    },
  );

  it('a mean-pooled adapter that lost its notes is known by its Dense module', async () => {
    const run = await tunedRun(await makeExecutor(), { id: 'lora' }, { pooling: 'mean' });
    const wanted = [...(await run.infer(run.parts.data.test?.examples ?? [])).logits];
    const adapter = new Map(await exportedFolder(run, 'adapter'));
    run.dispose();
    adapter.delete('graft.json');
    const logits = await logitsOf(await makeExecutor(), await tinyBertFiles(), adapter);
    // The second text was cut where only the notes knew.
    const short = (list: number[]): number[] => [...list.slice(0, 3), ...list.slice(6)];
    expect(short(logits)).toEqual(short(wanted));
  });
});

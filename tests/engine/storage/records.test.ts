import 'fake-indexeddb/auto';
import { Dexie } from 'dexie';
import { describe, expect, it, vi } from 'vitest';
import { MIGRATIONS, openRecords, type StoredRun } from '../../../src/engine/storage/records';
import type { RunEvent } from '../../../src/engine/training/events';

let made = 0;
const freshName = () => `records-${made++}`;

function run(runId: string, createdAt = 1): StoredRun {
  return {
    runId,
    projectId: 'p',
    name: runId,
    createdAt,
    updatedAt: createdAt,
    job: { version: 1, model: 'tiny' } as StoredRun['job'],
    status: 'running',
    step: 0,
    steps: 10,
    summary: null,
    error: null,
    checkpoint: null,
  };
}

const rows = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => ({ step: from + i, loss: 1 / (from + i + 1) }));

const evaluation = (runId: string, step: number): RunEvent => {
  return {
    type: 'evaluation',
    runId,
    step,
    time: step,
    split: 'validation',
    loss: 1,
    metrics: {},
  } as unknown as RunEvent;
};

describe('records', () => {
  it('are there when the database is opened again, oldest first', async () => {
    const name = freshName();
    const first = await openRecords({ name });
    await first.runs.put(run('b', 2));
    await first.runs.put(run('a', 1));
    first.close();
    const again = await openRecords({ name });
    expect((await again.runs.list()).map(({ runId }) => runId)).toEqual(['a', 'b']);
    expect(await again.runs.get('b')).toEqual(run('b', 2));
    expect(await again.runs.get('c')).toBeNull();
  });

  it('change in part, and only where they exist', async () => {
    const { runs } = await openRecords({ name: freshName() });
    await runs.put(run('a'));
    expect(await runs.update('a', { status: 'completed', step: 10 })).toBe(true);
    expect(await runs.update('a', { status: 'completed', step: 10 })).toBe(true);
    expect(await runs.update('b', { step: 1 })).toBe(false);
    expect(await runs.get('a')).toEqual({ ...run('a'), status: 'completed', step: 10 });
    await runs.remove('a');
    expect(await runs.list()).toEqual([]);
  });
});

describe('metrics', () => {
  it('come back whole however they were appended, run and series apart', async () => {
    const records = await openRecords({ name: freshName() });
    for (const [from, to] of [
      [0, 1],
      [1, 150],
      [150, 150],
      [150, 200],
      [200, 950],
    ] as const) {
      await records.appendMetrics('a', 'train', rows(from, to));
    }
    await records.appendMetrics('a', 'watch', rows(7, 9));
    await records.appendMetrics('b', 'train', rows(3, 5));
    const { step, loss } = await records.metrics('a', 'train');
    expect([...(step ?? [])]).toEqual(rows(0, 950).map((row) => row.step));
    expect([...(loss ?? [])]).toEqual(rows(0, 950).map((row) => row.loss));
    expect([...((await records.metrics('b', 'train')).step ?? [])]).toEqual([3, 4]);
    expect(await records.metrics('c', 'train')).toEqual({});
  });

  it('go back to a step, and can go on from there', async () => {
    const records = await openRecords({ name: freshName() });
    await records.appendMetrics('a', 'train', rows(0, 500));
    await records.appendMetrics('b', 'train', rows(0, 500));
    await records.appendEvents('a', [evaluation('a', 100), evaluation('a', 300)]);
    await records.rewind('a', 249);
    await records.appendMetrics('a', 'train', rows(250, 260));
    expect([...((await records.metrics('a', 'train')).step ?? [])]).toEqual(
      rows(0, 260).map((r) => r.step),
    );
    expect((await records.metrics('b', 'train')).step?.length).toBe(500);
    expect(await records.events('a')).toEqual([evaluation('a', 100)]);
  });

  it('may gain a column later, which is NaN before', async () => {
    const records = await openRecords({ name: freshName() });
    await records.appendMetrics('a', 'train', [{ step: 1 }]);
    await records.appendMetrics('a', 'train', [{ step: 2, bytes: 5 }]);
    expect([...((await records.metrics('a', 'train')).bytes ?? [])]).toEqual([Number.NaN, 5]);
  });
});

describe('deleting a run', () => {
  it('takes its metrics and events along and leaves those of others', async () => {
    const records = await openRecords({ name: freshName() });
    for (const id of ['a', 'b']) {
      await records.runs.put(run(id));
      await records.appendMetrics(id, 'train', rows(0, 3));
      await records.appendEvents(id, [evaluation(id, 1)]);
    }
    await records.deleteRun('a');
    expect((await records.runs.list()).map(({ runId }) => runId)).toEqual(['b']);
    expect(await records.metrics('a', 'train')).toEqual({});
    expect(await records.events('a')).toEqual([]);
    expect((await records.metrics('b', 'train')).step?.length).toBe(3);
    expect((await records.events('b')).length).toBe(1);
  });
});

describe('what a run was asked', () => {
  const asked = (text: string, askedAt: number, runId = 'a') => {
    const said = { said: 'cat', sure: 0.9 };
    return { runId, text, pair: '', askedAt, base: said, tuned: said };
  };
  const texts = (list: readonly { readonly text: string }[]) => list.map(({ text }) => text);

  it('is told newest first, the same text once, and of each run apart', async () => {
    const records = await openRecords({ name: freshName() });
    for (const entry of [asked('x', 1), asked('y', 2), asked('x', 3), asked('z', 4, 'b')])
      await records.keepTry(entry);
    expect(texts(await records.tries('a'))).toEqual(['x', 'y']);
    expect((await records.tries('a'))[0]?.askedAt).toBe(3);
    expect(texts(await records.tries('b'))).toEqual(['z']);
    await records.clearTries('a');
    expect(await records.tries('a')).toEqual([]);
    await records.deleteRun('b');
    expect(await records.tries('b')).toEqual([]);
  });

  it('is 200 texts at most: the oldest go', async () => {
    const records = await openRecords({ name: freshName() });
    for (let i = 0; i < 203; i++) await records.keepTry(asked(`text ${i}`, i));
    const kept = texts(await records.tries('a'));
    expect(kept).toHaveLength(200);
    expect([kept[0], kept.at(-1)]).toEqual(['text 202', 'text 3']);
  });

  it('is empty in a database of the first version, whose runs stay', async () => {
    const name = freshName();
    const old = new Dexie(name);
    old.version(1).stores({ ...MIGRATIONS[0]?.stores });
    await old.table('runs').put(run('a'));
    old.close();
    const records = await openRecords({ name });
    expect(await records.tries('a')).toEqual([]);
    expect((await records.runs.get('a'))?.runId).toBe('a');
  });
});

describe('a database of another version', () => {
  const next = {
    version: MIGRATIONS.length + 1,
    stores: { runs: 'runId, projectId, createdAt, name' },
    upgrade: async (transaction: {
      table(name: string): {
        toCollection(): { modify(change: (run: { name: string }) => void): PromiseLike<number> };
      };
    }) => {
      await transaction
        .table('runs')
        .toCollection()
        .modify((stored) => {
          stored.name = stored.name.toUpperCase();
        });
    },
  };

  it('is migrated when it is older, its rows changed in place', async () => {
    const name = freshName();
    const old = await openRecords({ name });
    await old.runs.put(run('a'));
    await old.appendMetrics('a', 'train', rows(0, 3));
    old.close();
    const records = await openRecords({ name, migrations: [...MIGRATIONS, next] });
    expect((await records.runs.get('a'))?.name).toBe('A');
    expect((await records.metrics('a', 'train')).step?.length).toBe(3);
  });

  it('is left alone when it is newer', async () => {
    const name = freshName();
    const newer = await openRecords({ name, migrations: [...MIGRATIONS, next] });
    await newer.runs.put(run('a'));
    newer.close();
    await expect(openRecords({ name })).rejects.toMatchObject({ code: 'storage/newer' });
  });

  it('that the browser refuses to open is told with a remedy', async () => {
    const open = vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw new DOMException('no', 'SecurityError');
    });
    const opened = openRecords({ name: freshName() });
    await expect(opened).rejects.toMatchObject({
      code: 'storage/denied',
      remedy: expect.stringMatching(/Allow site data/),
    });
    open.mockRestore();
  });

  it('has versions that rise one by one', () => {
    expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, i) => i + 1));
  });
});

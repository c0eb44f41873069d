import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clearForRun, type RunFolder, rewindEvents, runFolder } from '../../src/cli/runFolder';

let root = '';
let out: RunFolder;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'graft-run-'));
  out = runFolder(join(root, 'out'));
  await mkdir(join(out.root, 'checkpoint'), { recursive: true });
});
afterEach(() => rm(root, { recursive: true, force: true }));

const lines = (...steps: number[]): string =>
  steps.map((step) => `${JSON.stringify({ type: 'step', runId: 'r', step })}\n`).join('');

describe('the events of a run', () => {
  it('that broke off are taken back to its checkpoint, a torn line with them', async () => {
    await writeFile(out.events, `${lines(1, 2, 3, 4)}{"type":"st`);
    await rewindEvents(out, 3);
    expect(await readFile(out.events, 'utf8')).toBe(lines(1, 2, 3));
  });

  it('are kept byte for byte where nothing came after the checkpoint', async () => {
    await writeFile(out.events, lines(1, 2));
    await rewindEvents(out, 2);
    expect(await readFile(out.events, 'utf8')).toBe(lines(1, 2));
  });
});

describe('a new run in a folder', () => {
  it('of an earlier run takes its place, and leaves other files alone', async () => {
    await mkdir(join(out.root, 'model'));
    for (const path of [out.job, out.events, out.summary, out.checkpoint])
      await writeFile(path, 'old');
    await writeFile(join(out.root, 'notes.txt'), 'mine');
    await clearForRun(out, [join(root, 'job.json')]);
    for (const path of [out.events, out.summary, out.checkpoint, join(out.root, 'model')])
      expect(existsSync(path)).toBe(false);
    expect(await readFile(join(out.root, 'notes.txt'), 'utf8')).toBe('mine');
  });

  it('does not begin where it would replace what it reads, or what no run has written', async () => {
    const taken = { code: 'run/folder-taken' };
    await expect(clearForRun(out, [join(root, 'job.json')])).rejects.toMatchObject(taken);
    for (const path of [out.job, out.events, out.checkpoint]) await writeFile(path, 'old');
    const inputs = [out.job, join(root, 'train.csv'), join(out.root, 'model')];
    await expect(clearForRun(out, inputs)).rejects.toMatchObject(taken);
    expect(await readFile(out.checkpoint, 'utf8')).toBe('old');
  });

  it('may lie beside its own job file', async () => {
    await rm(join(out.root, 'checkpoint'), { recursive: true });
    await writeFile(out.job, '{}');
    await clearForRun(out, [out.job]);
    await expect(clearForRun(out, [join(root, 'other.json')])).rejects.toMatchObject({
      values: { found: 'job.json' },
    });
  });
});

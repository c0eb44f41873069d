import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  checkRoom,
  clearForRun,
  type RunFolder,
  rewindEvents,
  runFolder,
} from '../../src/cli/runFolder';
import { lockRun } from '../../src/cli/runLock';

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
  const begin = async (inputs: readonly string[]): Promise<void> => {
    checkRoom(out, inputs);
    await clearForRun(out);
  };

  it('of one that broke off before a checkpoint takes its place, and leaves other files alone', async () => {
    await mkdir(join(out.root, 'model'));
    for (const path of [out.job, out.events, out.summary]) await writeFile(path, 'old');
    await writeFile(join(out.root, 'notes.txt'), 'mine');
    await begin([join(root, 'job.json')]);
    for (const path of [out.events, out.summary, join(out.root, 'model')])
      expect(existsSync(path)).toBe(false);
    expect(await readFile(join(out.root, 'notes.txt'), 'utf8')).toBe('mine');
  });

  it('does not begin where it would replace a run that has learned something', async () => {
    for (const path of [out.job, out.events, out.checkpoint]) await writeFile(path, 'old');
    await expect(begin([join(root, 'job.json')])).rejects.toMatchObject({
      code: 'run/exists',
      remedy: expect.stringContaining('--resume'),
    });
    expect(await readFile(out.checkpoint, 'utf8')).toBe('old');
  });

  it('does not begin where it would replace what it reads, or what no run has written', async () => {
    const taken = { code: 'run/folder-taken' };
    await expect(begin([join(root, 'job.json')])).rejects.toMatchObject(taken);
    for (const path of [out.job, out.events]) await writeFile(path, 'old');
    const inputs = [out.job, join(root, 'train.csv'), join(out.root, 'model')];
    await expect(begin(inputs)).rejects.toMatchObject(taken);
    expect(await readFile(out.events, 'utf8')).toBe('old');
  });

  it('may lie beside its own job file', async () => {
    await rm(join(out.root, 'checkpoint'), { recursive: true });
    await writeFile(out.job, '{}');
    await begin([out.job]);
    await expect(begin([join(root, 'other.json')])).rejects.toMatchObject({
      values: { found: 'job.json' },
    });
  });
});

describe('the lock of a run', () => {
  it('keeps another process out until it is given back', async () => {
    const path = join(out.root, 'run.lock');
    // A process that is alive as long as this test: the one that runs it.
    await writeFile(path, String(process.ppid));
    await expect(lockRun(out.root)).rejects.toMatchObject({
      code: 'run/folder-busy',
      values: { process: process.ppid },
      remedy: expect.stringContaining(path),
    });
    await rm(path);
    (await lockRun(out.root))();
    expect(existsSync(path)).toBe(false);
  });

  it('of a process that was killed is taken over', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    await writeFile(join(out.root, 'run.lock'), String(pid));
    const unlock = await lockRun(out.root);
    expect(await readFile(join(out.root, 'run.lock'), 'utf8')).toBe(String(process.pid));
    unlock();
  });
});

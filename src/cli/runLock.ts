import { readFileSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineError } from '../engine/index';
import { makeFolder } from './nodeFiles';

/** Holds the id of the process whose run a folder is. */
const LOCK = 'run.lock';

/**
 * Takes a folder for the run of this process, so that a second one does not write among its files.
 * The lock of a process that was killed is taken over.
 * @returns gives it back; done at the latest when the process ends.
 * @throws EngineError `run/folder-busy`.
 */
export async function lockRun(root: string): Promise<() => void> {
  const path = join(root, LOCK);
  await makeFolder(root);
  const take = (flag: string) => writeFile(path, String(process.pid), { flag });
  await take('wx').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
    const owner = Number(readFileSync(path, 'utf8'));
    if (isAlive(owner)) throw busy(root, owner, path);
    return take('w');
  });
  const release = (): void => {
    process.off('exit', release);
    rmSync(path, { force: true });
  };
  process.on('exit', release);
  return release;
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function busy(root: string, pid: number, path: string): EngineError {
  return new EngineError(
    'run/folder-busy',
    `process ${pid} is training into ${root}`,
    { folder: root, process: pid, file: path },
    `Wait for it, or name another folder with --out. If that process is no run, delete ${path}.`,
  );
}

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { memorySource } from '../../src/engine/core/bytes';
import { inspectFile } from '../../src/engine/index';

interface Listed {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

interface ModelEntry {
  readonly id: string;
  readonly licenseUrl: string;
  readonly files: readonly Listed[];
}

interface SampleEntry {
  readonly id: string;
  readonly file: string;
  readonly size: number;
  readonly sha256: string;
  readonly rows: number;
  readonly task: string;
  readonly columns: Readonly<Record<string, string>>;
}

const { models } = readJson<{ models: ModelEntry[] }>('public/models/index.json');
const { samples } = readJson<{ samples: SampleEntry[] }>('public/samples/index.json');

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}

function stamp(path: string): { size: number; sha256: string } {
  const bytes = readFileSync(path);
  return { size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(folder, path)).isFile())
    .map((path) => path.replaceAll('\\', '/'))
    .sort();
}

describe.each(models)('bundled model $id', ({ id, files, licenseUrl }) => {
  const folder = `public/models/${id}`;

  it.each(files)('$path has the listed size and hash', ({ path, size, sha256 }) => {
    expect(stamp(join(folder, path))).toEqual({ size, sha256 });
  });

  it('lists every file but licence and attribution, which lie beside', () => {
    const beside = ['ATTRIBUTION.md', 'LICENSE'];
    expect([...files.map(({ path }) => path), ...beside].sort()).toEqual(filesBelow(folder));
    expect(licenseUrl).toBe(`models/${id}/LICENSE`);
    expect(readFileSync(`public/${licenseUrl}`, 'utf8')).toContain('Apache License');
  });
});

describe.each(samples)('sample $id', ({ file, size, sha256, rows, columns, task }) => {
  const path = `public/samples/${file}`;

  it('has the listed size and hash', () => {
    expect(stamp(path)).toEqual({ size, sha256 });
  });

  it('has the listed rows, and its task and columns are recognised', async () => {
    const found = await inspectFile(memorySource(readFileSync(path), file));
    expect(found.rows).toBe(rows);
    expect(found.problems.list.filter(({ severity }) => severity !== 'info')).toEqual([]);
    expect(found.guess).toMatchObject({ task, safe: true, ...columns });
  });
});

it('every bundled model and sample is listed', () => {
  const folders = readdirSync('public/models').filter((name) => name !== 'index.json');
  const beside = ['README.md', 'index.json'];
  const tables = readdirSync('public/samples').filter((name) => !beside.includes(name));
  expect(models.map(({ id }) => id).sort()).toEqual(folders.sort());
  expect(samples.map(({ file }) => file).sort()).toEqual(tables.sort());
});

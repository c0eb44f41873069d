import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';

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

describe.each(samples)('sample $id', ({ file, size, sha256, rows, columns }) => {
  const path = `public/samples/${file}`;

  it('has the listed size and hash', () => {
    expect(stamp(path)).toEqual({ size, sha256 });
  });

  it('has the listed rows and columns', () => {
    const table = Papa.parse<Record<string, string>>(readFileSync(path, 'utf8').trimEnd(), {
      header: true,
    });
    expect(table.errors).toEqual([]);
    expect(table.data).toHaveLength(rows);
    expect(table.meta.fields).toEqual(expect.arrayContaining(Object.values(columns)));
  });
});

it('every bundled model and sample is listed', () => {
  const folders = readdirSync('public/models').filter((name) => name !== 'index.json');
  const tables = readdirSync('public/samples').filter((name) => name.endsWith('.csv'));
  expect(models.map(({ id }) => id).sort()).toEqual(folders.sort());
  expect(samples.map(({ file }) => file).sort()).toEqual(tables.sort());
});

import { type ByteSource, memorySource } from '../../src/engine/core/bytes';

/** A file of tests/fixtures, in Node or in the browser that the test server serves. */
export async function fixture(path: string): Promise<ByteSource> {
  const name = path.split('/').at(-1) ?? path;
  return memorySource(await bytesOf(`tests/fixtures/${path}`), name);
}

/** A JSON file of tests/fixtures. */
// biome-ignore lint/suspicious/noExplicitAny: each fixture has a shape of its own.
export async function fixtureJson(path: string): Promise<any> {
  return JSON.parse(new TextDecoder().decode(await bytesOf(`tests/fixtures/${path}`)));
}

async function bytesOf(path: string): Promise<Uint8Array> {
  if ('document' in globalThis)
    return new Uint8Array(await (await fetch(`/${path}`)).arrayBuffer());
  const { readFile } = await import('node:fs/promises');
  return new Uint8Array(await readFile(path));
}

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNetwork, type NetworkEntry } from '../../../src/engine/storage/network';

let server: Server;
let base = '';

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/file') {
      response.setHeader('content-length', '6');
      response.write('abc');
      setImmediate(() => response.end('def'));
    } else if (request.url === '/moved') {
      response.writeHead(302, { location: '/file' }).end();
    } else if (request.url === '/endless') {
      response.write('x'.repeat(10));
    } else if (request.url === '/broken') {
      response.setHeader('content-length', '6');
      response.write('abc', () => response.destroy());
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of chunks) text += decoder.decode(chunk, { stream: true });
  return text;
}

describe('the network', () => {
  it('streams a file and records the request with what was received', async () => {
    const network = createNetwork({ base });
    const download = await network.get('file');
    expect(download.byteLength).toBe(6);
    expect(await textOf(download.chunks())).toBe('abcdef');
    const [entry] = network.ledger();
    expect(entry).toMatchObject({
      id: 0,
      url: `${base}file`,
      method: 'GET',
      status: 200,
      bytesSent: 0,
      bytesReceived: 6,
    });
    expect(entry?.startedAt).toBeGreaterThan(1.7e12);
  });

  it('tells subscribers of every change until they leave', async () => {
    const network = createNetwork({ base });
    const seen: NetworkEntry[] = [];
    const leave = network.subscribe((entry) => seen.push(entry));
    await textOf((await network.get('file')).chunks());
    expect(seen[0]).toMatchObject({ status: null, bytesReceived: 0 });
    expect(seen.at(-1)).toMatchObject({ status: 200, bytesReceived: 6 });
    leave();
    const before = seen.length;
    await network.get('file');
    expect(seen.length).toBe(before);
    expect(network.ledger().length).toBe(2);
  });

  it('refuses another origin without asking it', async () => {
    const network = createNetwork({ base });
    const asked = network.get('http://localhost:1/x');
    await expect(asked).rejects.toMatchObject({ code: 'network/other-origin' });
    await expect(network.get('//example.com/x')).rejects.toMatchObject({
      code: 'network/other-origin',
    });
    expect(network.ledger()).toEqual([]);
  });

  it('does not follow a redirect, which could lead anywhere', async () => {
    const network = createNetwork({ base });
    await expect(network.get('moved')).rejects.toMatchObject({ code: 'network/failed' });
  });

  it('names address and status of an answer that is no file', async () => {
    const network = createNetwork({ base });
    await expect(network.get('none')).rejects.toMatchObject({
      code: 'network/status',
      values: { url: `${base}none`, status: 404 },
    });
    expect(network.ledger()[0]?.status).toBe(404);
  });

  it('says when nobody answers, and when an answer breaks off', async () => {
    const nobody = createNetwork({ base: 'http://127.0.0.1:1/' });
    await expect(nobody.get('x')).rejects.toMatchObject({ code: 'network/failed' });
    expect(nobody.ledger()[0]).toMatchObject({ status: null });
    const download = await createNetwork({ base }).get('broken');
    await expect(textOf(download.chunks())).rejects.toMatchObject({ code: 'network/failed' });
  });

  it('stops with the reason of an abort, before and during the answer', async () => {
    const network = createNetwork({ base });
    const aborted = AbortSignal.abort(new Error('never mind'));
    await expect(network.get('file', { signal: aborted })).rejects.toThrow('never mind');
    const abort = new AbortController();
    const download = await network.get('endless', { signal: abort.signal });
    const read = (async () => {
      for await (const chunk of download.chunks())
        if (chunk.length > 0) abort.abort(new Error('enough'));
    })();
    await expect(read).rejects.toThrow('enough');
  });
});

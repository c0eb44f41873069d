import { openOpfsStore } from '../../../src/engine/storage/opfs';

function* bigFile(): Generator<Uint8Array> {
  for (const value of [0, 1, 2]) yield new Uint8Array(1 << 20).fill(value);
}

function* breaking(): Generator<Uint8Array> {
  yield new Uint8Array(5);
  throw new Error('the source broke');
}

self.onmessage = async ({ data: name }: MessageEvent<string>) => {
  const store = await openOpfsStore(name);
  await store.write('old', Uint8Array.of(7));
  await store.write('big', new Uint8Array(9 << 20));
  await store.write('big', bigFile());
  const failure = await store.write('old', breaking()).then(
    () => 'none',
    (error: Error) => error.message,
  );
  const synchronous = 'createSyncAccessHandle' in FileSystemFileHandle.prototype;
  self.postMessage({ synchronous, list: await store.list(), failure });
};

import { afterEach, describe, expect, it } from 'vitest';
import { connect } from '../../src/worker/engineClient';
import { holdLife } from '../../src/worker/life';
import type { StudioEvent } from '../../src/worker/protocol';

/** Locks of one origin: a request waits until the one before it is given up. */
function fakeLocks() {
  const givenUp = new Map<string, () => void>();
  const waiting = new Map<string, (() => unknown)[]>();
  return {
    request(name: string, granted: () => unknown) {
      if (givenUp.has(name)) waiting.set(name, [...(waiting.get(name) ?? []), granted]);
      else {
        givenUp.set(name, () => {
          givenUp.delete(name);
          for (const next of waiting.get(name) ?? []) next();
        });
        granted();
      }
      return new Promise(() => {});
    },
    endAll() {
      for (const end of [...givenUp.values()]) end();
    },
  };
}

/** A worker that takes its port and its lock, and answers nothing else. */
class FakeWorker extends EventTarget {
  port: MessagePort | null = null;
  terminated = false;
  constructor(private readonly locks: ReturnType<typeof fakeLocks>) {
    super();
  }
  postMessage(message: { port?: MessagePort; life?: string }): void {
    if (!message.port) return;
    this.port = message.port;
    void holdLife(message.life ?? '', message.port, this.locks as unknown as LockManager);
  }
  terminate(): void {
    this.terminated = true;
    this.port?.close();
  }
  answer(): void {
    this.dispatchEvent(new MessageEvent('message', { data: { id: 'none' } }));
  }
}

function setUp() {
  const locks = fakeLocks();
  const workers: FakeWorker[] = [];
  const client = connect<{ work(): Promise<void> }>(
    () => {
      const worker = new FakeWorker(locks);
      workers.push(worker);
      return worker as unknown as Worker;
    },
    locks as unknown as LockManager,
  );
  const crashes: string[] = [];
  client.onCrash(({ code }) => crashes.push(code));
  open.push(...workers);
  return { client, workers, locks, crashes };
}

const open: FakeWorker[] = [];
const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

afterEach(() => {
  for (const worker of open.splice(0)) worker.port?.close();
});

describe('a worker’s end', () => {
  it('is noticed without any event, and the worker is started again', async () => {
    const { client, workers, locks, crashes } = setUp();
    workers[0]?.answer();
    const call = client.calls.work();
    await settled();
    locks.endAll();
    await expect(call).rejects.toMatchObject({ code: 'worker/crashed' });
    expect(crashes).toEqual(['worker/crashed']);
    expect(workers).toHaveLength(2);
    expect(workers[0]?.terminated).toBe(true);
    open.push(...workers);
  });

  it('is told once, although an error comes and the lock is given up after it', async () => {
    const { workers, locks, crashes } = setUp();
    workers[0]?.answer();
    await settled();
    const error = Object.assign(new Event('error'), { message: 'out of memory' });
    workers[0]?.dispatchEvent(error);
    locks.endAll();
    await settled();
    expect(crashes.filter((code) => code === 'worker/crashed').length).toBe(1);
    open.push(...workers);
  });

  it('is noticed by a message that cannot be read', async () => {
    const { workers, crashes } = setUp();
    workers[0]?.answer();
    workers[0]?.dispatchEvent(new Event('messageerror'));
    expect(crashes).toEqual(['worker/crashed']);
    open.push(...workers);
  });

  it('before its first answer is not tried again, and every call says so', async () => {
    const { client, workers, crashes } = setUp();
    workers[0]?.dispatchEvent(Object.assign(new Event('error'), { message: '' }));
    expect(crashes).toEqual(['worker/not-started']);
    expect(workers).toHaveLength(1);
    await expect(client.calls.work()).rejects.toMatchObject({ code: 'worker/not-started' });
  });
});

describe('events', () => {
  it('reach listeners, the sign of life does not', async () => {
    const { client, workers } = setUp();
    const heard: StudioEvent[] = [];
    client.subscribe((event) => heard.push(event));
    workers[0]?.port?.postMessage({ type: 'network', entries: [] });
    await settled();
    expect(heard).toEqual([{ type: 'network', entries: [] }]);
  });
});

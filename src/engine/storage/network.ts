import { EngineError } from '../core/errors';

/** One request, as the ledger shows it. */
export interface NetworkEntry {
  readonly id: number;
  readonly url: string;
  readonly method: string;
  /** null until answered, and where no answer came. */
  readonly status: number | null;
  /** Bytes of the request's body: what left the device. */
  readonly bytesSent: number;
  readonly bytesReceived: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

export interface NetworkOptions {
  /**
   * What relative addresses are relative to, and the one origin there is. The page's address by
   * default; a worker must give it, since its own address is that of its script.
   */
  readonly base?: string;
  readonly fetch?: typeof fetch;
}

export interface Download {
  /** Content-Length; null where the server does not say, or says it of compressed bytes. */
  readonly byteLength: number | null;
  /** The body as it comes; may be read once. */
  chunks(): AsyncGenerator<Uint8Array>;
}

/** The only way out of the engine: requests to its own origin, every one in the ledger. */
export interface Network {
  /**
   * GETs an address of the same origin.
   * @throws EngineError `network/other-origin`, `network/failed` or `network/status`; the signal's
   * reason when aborted.
   */
  get(url: string, options?: { readonly signal?: AbortSignal }): Promise<Download>;
  /** All requests so far, oldest first. */
  ledger(): readonly NetworkEntry[];
  /** Calls back with an entry when it starts and whenever it changes; returns the way to stop. */
  subscribe(listener: (entry: NetworkEntry) => void): () => void;
}

/** Creates the network of one page or worker. */
export function createNetwork(options: NetworkOptions = {}): Network {
  const base = new URL(options.base ?? globalThis.location.href);
  const entries = new Map<number, NetworkEntry>();
  const listeners = new Set<(entry: NetworkEntry) => void>();

  function record(entry: NetworkEntry): void {
    entries.set(entry.id, entry);
    for (const listener of listeners) listener(entry);
  }

  function change(id: number, part: Partial<NetworkEntry>): void {
    const entry = entries.get(id);
    if (entry) record({ ...entry, ...part });
  }

  async function get(path: string, { signal }: { signal?: AbortSignal } = {}): Promise<Download> {
    const url = sameOrigin(path, base);
    const id = entries.size;
    signal?.throwIfAborted();
    const startedAt = Date.now();
    record({ id, url, method: 'GET', status: null, bytesSent: 0, bytesReceived: 0, startedAt });
    const send = options.fetch ?? globalThis.fetch;
    const init: RequestInit = { method: 'GET', redirect: 'error', credentials: 'same-origin' };
    const response = await send(url, signal ? { ...init, signal } : init).catch((error) => {
      throw signal?.aborted ? signal.reason : unreachable(url, error);
    });
    change(id, { status: response.status });
    if (!response.ok) throw badStatus(url, response.status);
    return {
      byteLength: contentLength(response),
      chunks: () => body(response, url, signal, (bytesReceived) => change(id, { bytesReceived })),
    };
  }

  return {
    get,
    ledger: () => [...entries.values()],
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function sameOrigin(path: string, base: URL): string {
  const url = new URL(path, base);
  if (url.origin === base.origin) return url.href;
  throw new EngineError(
    'network/other-origin',
    `${url.origin} was not asked: requests go to ${base.origin} only.`,
    { url: url.href, origin: base.origin },
    'Download the file yourself and drop it here.',
  );
}

function unreachable(url: string, error: unknown): EngineError {
  const why = error instanceof Error ? error.message : String(error);
  return new EngineError(
    'network/failed',
    `${url} could not be loaded: ${why}`,
    { url },
    'Check the connection and that the studio is still being served, then try again.',
  );
}

function badStatus(url: string, status: number): EngineError {
  return new EngineError(
    'network/status',
    `${url} could not be loaded: the server answered ${status}.`,
    { url, status },
    status === 404
      ? 'The file is not on the server. Reload the page to get the current version of the studio.'
      : 'Try again later.',
  );
}

function contentLength(response: Response): number | null {
  const length = Number(response.headers.get('content-length') ?? Number.NaN);
  const isEncoded = response.headers.has('content-encoding');
  return Number.isSafeInteger(length) && !isEncoded ? length : null;
}

async function* body(
  response: Response,
  url: string,
  signal: AbortSignal | undefined,
  onReceived: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (!reader) return;
  let received = 0;
  try {
    while (true) {
      const { value, done } = await reader.read().catch((error: unknown) => {
        throw signal?.aborted ? signal.reason : unreachable(url, error);
      });
      if (done) return;
      received += value.byteLength;
      onReceived(received);
      yield value;
    }
  } finally {
    // Also when the consumer stops early: the rest must not keep coming.
    await reader.cancel().catch(() => undefined);
  }
}

import { holdLife } from './life';
import type { NetworkEntry, RunEvent, StudioEvent } from './protocol';

/** Milliseconds between two messages of run events. */
const FLUSH_EVERY = 250;

/** Events that come once a run, and that a person waits for: sent at once. */
const URGENT: ReadonlySet<RunEvent['type']> = new Set(['started', 'finished', 'failed']);

/** The one stream of events to the page, at most four messages a second. */
export interface EventStream {
  connect(port: MessagePort): void;
  emit(event: StudioEvent): void;
  /** Adds a run event; sent with the next batch, or at once where it is urgent. */
  push(event: RunEvent): void;
  network(entry: NetworkEntry): void;
}

/**
 * A stream that batches by the clock of the events themselves, since timers of hidden tabs are slow;
 * a timer sends only what is left when events cease, as they do in a pause.
 */
export function createEventStream(now: () => number = () => performance.now()): EventStream {
  let port: MessagePort | null = null;
  let batch: RunEvent[] = [];
  let sentAt = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const emit = (event: StudioEvent): void => port?.postMessage(event);
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (batch.length === 0) return;
    emit({ type: 'run', events: batch });
    batch = [];
    sentAt = now();
  };
  return {
    connect(given) {
      port = given;
    },
    emit,
    push(event) {
      batch.push(event);
      const wait = sentAt + FLUSH_EVERY - now();
      if (wait <= 0 || URGENT.has(event.type)) flush();
      else timer ??= setTimeout(flush, wait);
    },
    network: (entry) => emit({ type: 'network', entries: [entry] }),
  };
}

/** Takes the port for events that the page sends before its first call. */
export function acceptPort(stream: EventStream): void {
  const onMessage = ({ data }: MessageEvent<{ port?: MessagePort; life?: string }>): void => {
    if (!(data?.port instanceof MessagePort)) return;
    stream.connect(data.port);
    if (data.life) void holdLife(data.life, data.port);
    globalThis.removeEventListener('message', onMessage);
  };
  globalThis.addEventListener('message', onMessage);
}

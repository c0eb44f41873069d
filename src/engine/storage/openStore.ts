import { EngineError } from '../core/errors';
import { createMemoryStore } from './memory';
import { openOpfsStore } from './opfs';
import type { BlobStore } from './store';

export interface OpenedStore {
  readonly store: BlobStore;
  /** False: what is kept is lost with the page. */
  readonly lasting: boolean;
  /** Why nothing lasts, and what to do; null where it does. */
  readonly reason: EngineError | null;
}

/** The browser's private file system, or memory with the reason why not. Never rejects. */
export async function openStore(name: string): Promise<OpenedStore> {
  try {
    return { store: await openOpfsStore(name), lasting: true, reason: null };
  } catch (error) {
    const reason =
      error instanceof EngineError
        ? error
        : new EngineError(
            'storage/denied',
            `Nothing can be kept: ${error instanceof Error ? error.message : String(error)}`,
            {},
            'Reload the page. If it stays so, restart the browser.',
          );
    return { store: createMemoryStore(), lasting: false, reason };
  }
}

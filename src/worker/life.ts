/** What a worker says once it holds the lock that tells the page that it lives. */
export const ALIVE = 'alive';

/**
 * Holds a lock for as long as this worker lives. The browser gives it up when the worker ends,
 * however it ends; no event tells a page of that.
 */
export async function holdLife(
  name: string,
  port: Pick<MessagePort, 'postMessage'>,
  locks: Pick<LockManager, 'request'> | undefined = navigator.locks,
): Promise<void> {
  await locks?.request(name, () => {
    port.postMessage(ALIVE);
    return new Promise<never>(() => {});
  });
}

import { createModelCache, type ModelCache } from '../engine/storage/modelCache';
import { createNetwork, type Network, type NetworkEntry } from '../engine/storage/network';
import { type OpenedStore, openStore } from '../engine/storage/openStore';

/** What a worker keeps and loads through. */
export interface Resources {
  readonly opened: OpenedStore;
  readonly network: Network;
  readonly models: ModelCache;
}

/** Where the studio's own files lie: beside the page, not beside the worker's script. */
export function pageBase(): string {
  const { origin, pathname } = globalThis.location;
  const folder = pathname.replace(/(assets|src\/worker)\/[^/]*$/, '');
  return new URL(folder, origin).href;
}

/** Opens storage and network of this worker; requests go to `onRequest`. */
export async function openResources(onRequest: (entry: NetworkEntry) => void): Promise<Resources> {
  const network = createNetwork({ base: pageBase() });
  network.subscribe(onRequest);
  const opened = await openStore('graft');
  return { opened, network, models: createModelCache(opened.store, network) };
}

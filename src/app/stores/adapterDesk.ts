import type { EngineClient } from '../../worker/engineClient';
import type { AdapterSource } from '../../worker/protocol';
import type { DroppedFile } from '../dropped';
import { errorRecord, wasCancelled } from './errors';
import type { createStudio } from './studio';

/** Opens adapters that training goes on from; they leave with the method or the model they are for. */
export function createAdapterDesk(engine: EngineClient, studio: ReturnType<typeof createStudio>) {
  const { store } = studio;
  const NONE = { adapter: null, adapterSource: null };
  let opened = 0;

  async function open(source: AdapterSource): Promise<void> {
    const turn = ++opened;
    const { model } = store.getState();
    if (!model) return;
    try {
      const adapter = await engine.calls.openAdapter('adapter', model.id, source);
      if (turn !== opened) return;
      const { methodConfigs } = store.getState();
      const { method, config } = adapter;
      studio.adopt({
        method,
        methodConfigs: { ...methodConfigs, [method]: config },
        learningRate: null,
        adapter,
        adapterSource: source,
        adapterError: null,
      });
    } catch (error) {
      const record = errorRecord(error);
      if (turn === opened && !wasCancelled(record)) store.setState({ adapterError: record });
    }
  }

  store.subscribe(({ adapter, adapterSource, model, method }, before) => {
    if (!adapter || !adapterSource) return;
    if (model !== before.model) {
      // It may not fit the other model, and no plan may be made with it until that is known.
      store.setState(NONE);
      void open(adapterSource);
    } else if (method !== adapter.method) store.setState(NONE);
  });

  return {
    open,
    /** Trains the method anew, with its own settings. */
    remove(): void {
      const { adapter, methodConfigs } = store.getState();
      const { [adapter?.method ?? '']: _, ...others } = methodConfigs;
      studio.adopt({ ...NONE, adapterError: null, methodConfigs: others });
    },
    dismissError: () => store.setState({ adapterError: null }),
  };
}

/** Whether what was dropped is an adapter, or the zip of a folder. */
export function isAdapter(files: readonly DroppedFile[]): boolean {
  const names = files.map(({ path }) => path.split('/').at(-1) ?? path);
  if (names.length === 1 && /\.zip$/i.test(names[0] ?? '')) return true;
  return !names.includes('config.json') && names.some((name) => ADAPTER_FILE.test(name));
}

const ADAPTER_FILE =
  /^(adapter_config\.json|(pytorch_)?adapter(_model)?\.(safetensors|bin|pt|pth))$/;

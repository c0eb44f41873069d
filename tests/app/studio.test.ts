import { describe, expect, it, vi } from 'vitest';
import { createStudio } from '../../src/app/stores/studio';
import { describe as catalog } from '../../src/engine/index';
import type { DataClient, EngineClient } from '../../src/worker/engineClient';
import type { DataSource, DatasetSummary } from '../../src/worker/protocol';

const SAMPLE = { kind: 'sample', id: 'tickets' } as const;
const FILE: DataSource = { kind: 'file', file: new File(['text,label\n'], 'mine.csv') };

function summary(name: string): DatasetSummary {
  const columns = [{ name: 'text' }, { name: 'label' }];
  return {
    ...{ id: name, name, columns, task: 'sequence-classification' },
    guesses: {},
  } as unknown as DatasetSummary;
}

/** A studio whose workers answer when they are told to. */
function desk() {
  const opened = new Map<string, (dataset: DatasetSummary) => void>();
  let know: () => void = () => {};
  const known = new Promise<void>((resolve) => {
    know = resolve;
  });
  const open = vi.fn((_task: string, source: DataSource) => {
    const name = source.kind === 'file' ? source.file.name : source.kind;
    return new Promise<DatasetSummary>((resolve) => opened.set(name, resolve));
  });
  const close = vi.fn(async () => {});
  const data = {
    calls: { open, close, samples: async () => [SAMPLE], encodings: async () => [] },
    subscribe() {},
  } as unknown as DataClient;
  const engine = {
    calls: {
      catalog: () => known.then(() => ({ ...catalog(), version: '', models: [] })),
      device: async () => null,
    },
    subscribe() {},
    onCrash() {},
  } as unknown as EngineClient;
  const studio = createStudio(engine, data);
  const settle = (name: string) => opened.get(name)?.(summary(name));
  return { studio, open, close, know, settle };
}

describe('the data of a first visit', () => {
  it('are those of the file that was quicker than the samples', async () => {
    const { studio, open, know, settle } = desk();
    const began = studio.begin();
    const dropped = studio.openData(FILE);
    know();
    await began;
    settle('mine.csv');
    await dropped;
    expect(open).toHaveBeenCalledTimes(1);
    expect(studio.store.getState().dataset?.name).toBe('mine.csv');
  });

  it('are those of the file that was dropped while the sample was read', async () => {
    const { studio, close, know, settle, open } = desk();
    const began = studio.begin();
    know();
    await vi.waitFor(() => expect(open).toHaveBeenCalledTimes(1));
    const dropped = studio.openData(FILE);
    settle('mine.csv');
    await dropped;
    settle('sample');
    await began;
    expect(studio.store.getState().dataset?.name).toBe('mine.csv');
    expect(close).toHaveBeenCalledWith('sample');
  });
});

import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { NetworkEntry } from '../worker/protocol';
import { bakeOff, jobs, network, notices, queue, run, selfTest, studio, tries } from './stores';
import type { BakeOffState } from './stores/bakeOff';
import type { JobDeskState } from './stores/jobDesk';
import type { QueueState } from './stores/queue';
import type { RunState } from './stores/runState';
import type { SelfTestState } from './stores/selfTest';
import type { StudioState } from './stores/studioState';
import type { TriesState } from './stores/tries';

/** Part of what a person has chosen. */
export function useStudio<T>(select: (state: StudioState) => T): T {
  return useStore(studio.store, select);
}

/** Part of the run at hand. */
export function useRun<T>(select: (state: RunState) => T): T {
  return useStore(run.store, select);
}

/** What the rows of the run at hand teach. */
export function useRunGoal(): string | undefined {
  const task = useRun((state) => state.job?.task.id);
  return useStudio(({ catalog }) => catalog?.tasks.find(({ id }) => id === task)?.goal);
}

/** Something of the requests since load. */
export function useNetwork<T>(select: (entries: readonly NetworkEntry[]) => T): T {
  return useStore(network, ({ entries }) => select(entries));
}

/** What the engine told without being asked. */
export function useNotices() {
  return useStore(notices.store, ({ list }) => list);
}

/** The self-test of this machine. */
export function useSelfTest(): SelfTestState {
  return useStore(selfTest.store);
}

/** The queue of this browser. */
export function useQueue(): QueueState {
  return useStore(queue.store);
}

/** What a person would compare. */
export function useBakeOff(): BakeOffState {
  return useStore(bakeOff.store);
}

/** What is asked of tuned models. */
export function useTries(): TriesState {
  return useStore(tries.store);
}

/** The job that was opened last, and why one could not be. */
export function useJobs(): JobDeskState {
  return useStore(jobs.store);
}

/** Bytes that this browser keeps for the studio and may keep, looked at anew after every run. */
export function useKept(): { readonly used: number; readonly quota: number } | null {
  const first = useStudio((state) => state.device?.storage ?? null);
  const runs = useRun((state) => state.runs);
  const [now, setNow] = useState(first);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a run that came or went changes what is kept
  useEffect(() => {
    if (!first) return;
    setNow(first);
    void navigator.storage
      ?.estimate()
      .then(({ usage = first.used, quota = first.quota }) =>
        setNow({ ...first, used: usage, quota }),
      );
  }, [first, runs]);
  return now;
}

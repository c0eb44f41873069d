import { useStore } from 'zustand';
import { jobs, network, notices, run, selfTest, studio } from './stores';
import type { JobDeskState } from './stores/jobDesk';
import type { RunState } from './stores/runState';
import type { SelfTestState } from './stores/selfTest';
import type { StudioState } from './stores/studioState';

/** Part of what a person has chosen. */
export function useStudio<T>(select: (state: StudioState) => T): T {
  return useStore(studio.store, select);
}

/** Part of the run at hand. */
export function useRun<T>(select: (state: RunState) => T): T {
  return useStore(run.store, select);
}

/** Requests since load. */
export function useNetwork() {
  return useStore(network, ({ entries }) => entries);
}

/** What the engine told without being asked. */
export function useNotices() {
  return useStore(notices.store, ({ list }) => list);
}

/** The self-test of this machine. */
export function useSelfTest(): SelfTestState {
  return useStore(selfTest.store);
}

/** The job that was opened last, and why one could not be. */
export function useJobs(): JobDeskState {
  return useStore(jobs.store);
}

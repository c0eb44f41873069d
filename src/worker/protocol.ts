/**
 * What the page and its workers say to each other: types only. Calls go through comlink; events
 * come as one stream, at most 4 messages a second, each a batch.
 */
export type { ErrorRecord, ErrorValues } from '../engine/core/errors';
export type { Config, Field } from '../engine/core/fields';
export type { Histogram } from '../engine/core/histogram';
export type { Trouble } from '../engine/evaluation/trouble';
export type { ColumnRoles, Job, TrainingSettings } from '../engine/job';
export type { SelfTestRow } from '../engine/selfTest/selfTest';
export type { AdapterFacts } from '../engine/session/adapterFacts';
export type { HeldWeights } from '../engine/session/held';
export type { MergeCheck } from '../engine/session/mergeCheck';
export type {
  FrozenWeights,
  MethodPicture,
  PlaceState,
  RunPlan,
} from '../engine/session/plan';
export type { ListedRow, RowFilter } from '../engine/session/rowList';
export type { Saving } from '../engine/session/savings';
export type { SeriesWanted } from '../engine/session/series';
export type { Slice, SliceKey, Slices, WeakestSlice } from '../engine/session/slices';
export type { SeriesResult, Standing, Standings } from '../engine/session/standings';
export type { NetworkEntry } from '../engine/storage/network';
export type { ChainSteps } from '../engine/tasks/chainSteps';
export type {
  ClassMetrics,
  MemoryBytes,
  Metrics,
  RunEvent,
  RunSummary,
  StepEvent,
} from '../engine/training/events';
export type * from './protocol/catalog';
export type * from './protocol/data';
export type * from './protocol/engineApi';
export type * from './protocol/evaluation';
export type * from './protocol/events';
export type * from './protocol/models';
export type * from './protocol/runs';
export type * from './protocol/tries';

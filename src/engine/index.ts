// The one door of the engine: a table of contents.
export { type ChosenExecutor, chooseExecutor, type Surroundings } from './backends/choose';
export { describe } from './catalog';
export { type ByteSource, blobSource, type FileMap, memorySource } from './core/bytes';
export { EngineError, type ErrorRecord, fromErrorRecord, toErrorRecord } from './core/errors';
export type { Config, Field } from './core/fields';
export type { Histogram } from './core/histogram';
export {
  type ColumnGuess,
  type Dataset,
  ENCODINGS,
  type Examples,
  mergeReports,
  type PassOptions,
  PROBLEM_KINDS,
  type ProblemReport,
  sha256Of as inputHash,
  splitExamples,
} from './data';
export { directionOf } from './evaluation/direction';
export { zipFiles } from './files/archive';
export type { Job } from './job';
export { type SelfTestRow, selfTest, selfTestLength } from './selfTest/selfTest';
export {
  checkJob,
  compareSeries,
  createScorer,
  createSession,
  guessesOf,
  inspectAdapter,
  inspectFile,
  inspectOpened,
  openDataset,
  openModel,
  type PreparedJob,
  planSeries,
  prepareAdapter,
  prepareExport,
  prepareJob,
  seriesCsv,
  usableRowsOf,
} from './session';
export type { AdapterFacts } from './session/adapterFacts';
export { askTexts } from './session/asked';
export { type Answering, Besides } from './session/beside';
export { type ExportKind, exportKinds } from './session/exports';
export type { UsableRows } from './session/fileRows';
export { intervalsOf } from './session/intervals';
export { joinSplits } from './session/joinSplits';
export { judgeDifference } from './session/judge';
export type { LoadedModel } from './session/loadedModel';
export { memoryLimit } from './session/memory';
export { checkMerge, firstRows, type MergeCheck, mergeable } from './session/mergeCheck';
export { planRun, type RunPlan } from './session/plan';
export { predictionFile } from './session/predictionFile';
export { prepareTestFile } from './session/prepareData';
export type { PreparedSplit } from './session/preparedData';
export { choicesOf, listRows, rowsThat } from './session/rowList';
export type { Run } from './session/run';
export type { RunParts } from './session/runParts';
export { findSavings, type Saving } from './session/savings';
export { type ScoredRows, scoredRows } from './session/scoredRows';
export type { Scorer } from './session/scorer';
export type { SeriesRun, SeriesWanted } from './session/series';
export { type SliceKey, sliceKeys, sliceRows } from './session/slices';
export type { SeriesResult, Standings } from './session/standings';
export { targetsOf } from './session/targets';
export { trainedRows, withoutRows } from './session/trainedRows';
export { countTokens } from './text/tokenCounts';
export type { Tokenizer } from './text/tokenizer';
export { createRunControl, type RunControl } from './training/control';
export type { Evaluation } from './training/evaluate';
export type { RunEvent, RunSummary } from './training/events';

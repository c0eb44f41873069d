// Rows from files: reading, column roles, labels, usable examples, splits.
export {
  type ColumnGuess,
  type ColumnReason,
  type ColumnRoles,
  resolveColumns,
} from './columns';
export { columnIndex, type Dataset, type LoadOptions, loadDataset } from './dataset';
export {
  chosenEncoding,
  type DetectedEncoding,
  detectEncoding,
  ENCODINGS,
  type EncodingReason,
} from './encoding';
export { buildExamples, type ExampleOptions, type Examples } from './examples';
export type { Readers } from './format';
export type { Answers, Goal, RoleSpec } from './goals/goal';
export { type ColumnSummary, type Inspection, inspect, inspectDataset, sha256Of } from './inspect';
export { type LabelSet, labelSet } from './labels';
export { someNames } from './names';
export { findOverlap, firstAlike, type RowTexts } from './overlap';
export { type Action, PROBLEM_KINDS, type Severity } from './problemKinds';
export {
  createProblemLog,
  inFile,
  makeProblem,
  mergeReports,
  type Place,
  type Problem,
  type ProblemKind,
  type ProblemReport,
  problemError,
  throwOnError,
} from './problems';
export type { ColumnKind, ColumnProfile } from './profile';
export type {
  Cell,
  JsonValue,
  Reader,
  ReadOptions,
  Row,
  Table,
  TableMeta,
} from './reader';
export { type Split, type SplitOptions, splitExamples } from './split';
export { decodeText, type PassOptions, type ReadProgress } from './text';

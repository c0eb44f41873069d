import type { Field } from '../core/fields';

/** The general settings of a run; defaults as transformers' TrainingArguments where it has one. */
export const TRAINING_FIELDS = [
  { key: 'epochs', label: 'Epochs', kind: 'number', default: 3, min: 0, help: 'Times every row is seen. Small datasets want 5 to 20.' },
  { key: 'maxSteps', label: 'Stop after steps', kind: 'optional-number', default: null, min: 1, help: 'Ends the run early. Empty: the epochs decide.', advanced: true },
  { key: 'batchSize', label: 'Rows a step', kind: 'integer', default: 8, min: 1, max: 4096, help: 'Rows that each step learns from together.' },
  { key: 'gradientAccumulation', label: 'Accumulation', kind: 'integer', default: 1, min: 1, max: 1024, help: 'Batches added up before the weights move: a larger batch in the same memory.', advanced: true },
  { key: 'maxTokens', label: 'Longest text', kind: 'integer', default: 128, min: 4, unit: 'tokens', help: 'Longer texts are cut at the end.' },
  { key: 'maxGradNorm', label: 'Gradient norm limit', kind: 'number', default: 1, min: 0, help: 'Larger gradients are scaled down to it. 0: no limit.', advanced: true },
  { key: 'dropout', label: 'Dropout', kind: 'optional-number', default: null, min: 0, max: 0.95, help: 'Replaces every dropout rate of the model. Empty: the model’s own.', advanced: true },
  { key: 'shuffle', label: 'Shuffle rows', kind: 'boolean', default: true, help: 'A new order in every epoch, from the seed.', advanced: true },
  { key: 'seed', label: 'Seed', kind: 'integer', default: 42, min: 0, max: 4294967295, help: 'Same seed, same data, same machine: the same losses.', advanced: true },
  { key: 'checkpointEvery', label: 'Checkpoint every', kind: 'integer', default: 200, min: 1, unit: 'steps', help: 'How often a run is saved so that it can go on after a reload.', advanced: true },
  { key: 'logEvery', label: 'Log every', kind: 'integer', default: 1, min: 1, unit: 'steps', help: 'Steps between points of the curves.', advanced: true },
] as const satisfies readonly Field[];

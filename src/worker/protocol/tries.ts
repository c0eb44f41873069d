import type { ErrorRecord } from '../../engine/core/errors';
import type { HeldWeights } from '../../engine/session/held';
import type { StoredTry } from '../../engine/storage/records';
import type { Prediction } from '../../engine/tasks/task';

/** A text to be asked; `pair` where the rows were pairs. */
export interface AskedText {
  readonly text: string;
  readonly pair?: string;
}

/** What base and tuned model say about one text. */
export interface TryAnswer {
  readonly text: string;
  /** The second part of a pair; '' for none. */
  readonly pair: string;
  /** What the rows taught: class, labels, numbers, tags. */
  readonly goal: string;
  readonly labels: readonly string[];
  /** Where any number of labels is given: the probability from which each one is. */
  readonly thresholds: readonly number[] | null;
  /** Where words are tagged: the words. */
  readonly words: readonly string[] | null;
  readonly base: Prediction;
  readonly tuned: Prediction;
  readonly tokens: number;
  readonly truncated: boolean;
  /** Of all texts that were asked together. */
  readonly milliseconds: number;
}

/** What one tuned model says of the texts it was asked, or why it says nothing. */
export interface ModelAnswers {
  /** A run's id, or that of an imported adapter. */
  readonly id: string;
  readonly answers: readonly TryAnswer[];
  /** Where its weights lie; null where it could not be loaded. */
  readonly held: HeldWeights | null;
  readonly error: ErrorRecord | null;
}

/** An adapter from outside, with a head of its own. */
export interface ImportedAdapter {
  readonly id: string;
  readonly name: string;
  readonly task: string;
  readonly method: string;
  readonly labels: readonly string[];
}

/** A text that a run was asked before. */
export type Tried = Omit<StoredTry, 'key' | 'runId'>;

import type { Config, Field } from '../core/fields';
import type { Histogram } from '../core/histogram';
import type { Random } from '../core/rng';
import type { Target } from '../core/target';
import type { Calibration } from '../evaluation/calibration';
import type { Statistic } from '../evaluation/resample';
import type { ThresholdPoints } from '../evaluation/thresholdPoints';
import type { Value } from '../graph/node';
import type { ModelShape, OpenModel } from '../models/model';
import type { Net } from '../nn/net';
import type { ParameterSpec } from '../nn/parameters';
import { UNKNOWN_TARGET } from '../ops/targetLoss';
import type { Metrics } from '../training/events';
import type { ChainSteps } from './chainSteps';

/** A row as the model reads it: token ids with types, and what is to be learned. */
export interface Example {
  readonly ids: Int32Array;
  readonly typeIds: Int32Array;
  /** As the task's goal reads it; {@link NO_TARGET} where nothing is known. */
  readonly target: Target;
  /** Where words are words already: which of them each token begins; see EncodedWords. */
  readonly words?: Int32Array;
  /** Words that no token stands for, and what is true of them; absent where there are none. */
  readonly unread?: { readonly words: Int32Array; readonly target: Target };
  /** Index of the row in its dataset; windows of one row follow one another. */
  readonly row: number;
  /** Which of the row's sequences it is, from 0; 0 unless said. */
  readonly window?: number;
  /** Its number among all examples of a run, the same each time it is asked for; absent elsewhere. */
  readonly place?: number;
}

/**
 * Examples in order, as an array has them. A list of a million rows makes each one when it is asked
 * for, so whoever wants to remember something of an example keeps it under its `place`.
 */
export interface ExampleList extends Iterable<Example> {
  readonly length: number;
  at(index: number): Example | undefined;
  /** Where every epoch reads them otherwise: as that one, from 0, does. */
  inEpoch?(epoch: number): ExampleList;
}

/** What a task may know of a model's tokens. */
export interface Vocabulary {
  /** One more than the highest id. */
  readonly size: number;
  /** Id of the token that stands for a hidden one; −1 where there is none. */
  readonly mask: number;
  /** Whether a token has a part to play and no meaning of its own. */
  isSpecial(id: number): boolean;
  /** Whether a token goes on with the word of the one before it. */
  continues(id: number): boolean;
  /** A token as it stands in the vocabulary. */
  token(id: number): string;
  /** Tokens as a text, special ones too. */
  text(ids: ArrayLike<number>): string;
}

/** Head, loss and results of a task inside one graph. */
export interface TaskGraph {
  /** f32 [S, C], [N, C] where tokens are answered, or [M, C] where those that are hidden are. */
  readonly logits: Value;
  /** f32 [N]: the best tag of each token where a chain decides; `loss` is then read in inference, too. */
  readonly path?: Value;
  /** f32 [1]: summed over the batch, divided by the input `divisor`. */
  readonly loss: Value;
}

/**
 * What a network says of rows and what is true of them, unit by unit. A unit is a row, or, where words
 * are tagged, a word.
 */
export interface Answered {
  /** [units, C] flat; where tokens are hidden, what the task keeps of them. */
  readonly logits: Float32Array;
  /** Targets of the units, end to end. */
  readonly targets: Target;
  /** Units of each row. */
  readonly lengths: Uint32Array;
  /** The tag of each unit where a chain, or a lack of tokens, decides; null where its largest logit does. */
  readonly path: Int32Array | null;
  /** Units that no token stands for: nothing was computed for them. */
  readonly unread: number;
  /** Where a chain decides: the loss of all units together, which the logits alone do not tell. */
  readonly lossSum: number | null;
}

/** One prediction for a person. */
export interface Prediction {
  /** In words: the class, the labels, the value. */
  readonly said: string;
  /** Probability, or value, of every name, in their order. */
  readonly scores: readonly number[];
  /** How sure it is, 0 to 1; null where the task knows no probabilities. */
  readonly sure: number | null;
  /** Where words are tagged: the tag of each unit. */
  readonly tags?: readonly string[];
  /** Where words are hidden: the likeliest ones for each, the likeliest first. */
  readonly fills?: readonly (readonly WordChance[])[];
}

/** A word that may stand in a place. */
export interface WordChance {
  readonly word: string;
  readonly probability: number;
}

/** A prediction beside what is true, in words. */
export interface Compared {
  readonly label: string;
  readonly predicted: string;
  /** Probability of what is true; null where the task knows none. */
  readonly probability: number | null;
  /** 0 where the prediction is right; the larger, the worse it is. */
  readonly off: number;
  /** Where words are tagged: both tags of each. */
  readonly tags?: { readonly truth: readonly string[]; readonly said: readonly string[] };
}

/** Answers as they are written down row by row. */
export interface RowAnswers<C extends Config = Config> {
  /** `name`: one of the names; `list`: several of them; `numbers`: one number for each of the names. */
  readonly written: 'name' | 'list' | 'numbers';
  truth(target: Target, config: C): readonly (string | number)[];
  said(prediction: Prediction, config: C): readonly (string | number)[];
  /** What to look for rows by, where that is not what is written: the types of a sentence's entities. */
  topics?(written: readonly string[]): readonly string[];
}

/** What there is to draw of some answers besides their metrics. */
export interface TaskReport {
  /** [true class][predicted class] → rows. */
  readonly confusion?: readonly (readonly number[])[];
  /** How often answers of a certain confidence are right. */
  readonly calibration?: Calibration;
  /** What thresholds give of the class, or of each label, that has one. */
  readonly thresholds?: readonly ThresholdReport[];
  /** Truth and prediction of each row, for each target. */
  readonly scatter?: readonly {
    readonly truth: readonly number[];
    readonly said: readonly number[];
  }[];
}

/** What there is to say of one threshold. */
export interface ThresholdReport extends ThresholdPoints {
  readonly name: string;
  /** The threshold that decides. */
  readonly used: number;
  /** Whether that was tuned on validation rows. */
  readonly tuned: boolean;
}

/** What metrics say: of order, of probabilities as such, of classes together, of distance. */
export type MetricGroup = 'ranking' | 'probabilities' | 'averages' | 'errors';

/** What the data says that a task's settings must hold, so that a job says all of a run. */
export interface Found {
  /** Classes, labels, targets or tags in their order. */
  readonly names: readonly string[];
  /** Settings that the columns decide where the task leaves them open. */
  readonly settled: Config;
  /** Targets of the training rows. */
  readonly train: Iterable<Target>;
}

/** What a task does that hides tokens and asks for them; other tasks read texts as they are. */
export interface Masks<C extends Config> {
  /** Share of the tokens that are hidden. */
  share(config: C): number;
  /** The example with tokens hidden and asked for, as `random` decides. */
  hide(example: Example, config: C, random: Random): Example;
  /** The example with what is asked for where a person has hidden tokens. */
  ask(example: Example): Example;
  /** The text of an example as a person reads it, the mask where something is asked for. */
  shown(example: Example): string;
  /** What is kept of logits [M, V] for decoding and scores, [M, W]; `truths` [M]. */
  keep(logits: Float32Array, truths: Target): Float32Array;
}

/**
 * What is to be learned: one file, one registry line. Knows no family and no method. `config` is
 * always the settled one, its `labels` the names.
 */
export interface Task<C extends Config = Config> {
  readonly id: string;
  readonly label: string;
  /** One sentence. */
  readonly summary: string;
  /** Id of the goal that reads its columns (data/goals). */
  readonly goal: string;
  readonly fields: readonly Field[];
  /** Rows of a batch that learn it well; 16 unless said. */
  readonly batchSize?: number;
  /** PEFT's task_type of an adapter trained for it; null where PEFT has none. */
  readonly peftTaskType: string | null;
  /** Modules of transformers' class that hold the head; `classifier` or `score` unless said. */
  readonly headModules?: readonly string[];
  /** transformers' problem_type; null where its config has none. */
  readonly problemType: string | null;
  /** The settings completed by what the data says. */
  settle(config: C, found: Found): C;
  /**
   * The settings completed by what the trained model says of validation rows, never of test rows;
   * absent where nothing hangs on it.
   */
  tune?(config: C, answered: Answered): C;
  /** Parameters of the head, under Hugging Face's names. */
  head(shape: ModelShape, config: C): readonly ParameterSpec[];
  /** Forward pass, head and loss. */
  build(net: Net, model: OpenModel, config: C): TaskGraph;
  /**
   * Inputs of the graph besides the packed tokens, from the examples of one run, each of which has
   * `virtual` tokens before its own.
   */
  targets(
    examples: readonly Example[],
    config: C,
    virtual: number,
  ): Readonly<Record<string, Target>>;
  /** What the mean loss of examples divides by. */
  weight(examples: readonly Example[], config: C): number;
  /** Whether tokens are answered: those whose target is not {@link IGNORED}. */
  readonly perToken?: true;
  /** Where they are: the tag of a word that no token stands for, −1 where that says nothing. */
  unread?(config: C): number;
  /** Where tokens are hidden, others in every epoch, and nothing is computed but their answers. */
  readonly masks?: Masks<C>;
  /** The task for a model's own tokens; @throws EngineError where they do not allow it. */
  knowing?(vocabulary: Vocabulary): Task;
  /** One prediction per row. */
  decode(answered: Answered, config: C): Prediction[];
  /** The class or tag that each unit is given, where it is one: for tests of right against wrong. */
  chosen?(answered: Answered, config: C): Int32Array;
  /** Metrics in the order they are listed; runs are compared by the first. */
  readonly headline: readonly string[];
  /** The other metrics, by what they say. Those that an evaluation has not are left out. */
  readonly details: Readonly<Partial<Record<MetricGroup, readonly string[]>>>;
  /** Metrics by job.md's names. */
  metrics(answered: Answered, config: C): Metrics;
  /** The scalar ones of any choice of rows, for intervals and paired tests. */
  statistic(answered: Answered, config: C): Statistic;
  /** More of them, which take every row by itself: too dear for intervals where rows are many. */
  rowStatistic?(answered: Answered, config: C): Statistic;
  report(answered: Answered, config: C): TaskReport;
  /** Probability from which each name is given; for tasks that give any number of names. */
  thresholds?(config: C): readonly number[];
  /** How training targets are spread, one histogram a name; for tasks whose targets are numbers. */
  distribution?(targets: Iterable<Target>, config: C): Histogram[];
  /** Where a chain decides: what it learned; `read` gives a parameter as it is now. */
  steps?(config: C, read: (name: string) => Promise<Float32Array>): Promise<ChainSteps | null>;
  /** Mean loss in double; units without a target left out. */
  meanLoss(answered: Answered, config: C): number;
  /** Loss of guessing, for the chart. */
  guessingLoss(config: C): number;
  /** A row's target beside what the model says of it. */
  compare(target: Target, prediction: Prediction, config: C): Compared;
  /** How a row's answers are written down; absent where it has none of its own. */
  readonly answers?: RowAnswers<C>;
}

/** A task with its settled settings. */
export interface SettledTask {
  readonly task: Task;
  readonly taskConfig: Config;
}

/** Checks the definition against its own config type, then forgets that type (as registries need). */
export function defineTask<C extends Config>(task: Task<C>): Task {
  return task as unknown as Task;
}

/** Targets of examples as rows of `width` numbers, {@link UNKNOWN_TARGET} where nothing is known. */
export function rowsTarget(examples: readonly Example[], width: number): Float32Array {
  const rows = new Float32Array(examples.length * width).fill(UNKNOWN_TARGET);
  examples.forEach(({ target }, row) => {
    rows.set(target, row * width);
  });
  return rows;
}

/** Names that a task's settings hold. */
export function namesOf({ labels }: Config): readonly string[] {
  return Array.isArray(labels) ? labels.map(String) : [];
}

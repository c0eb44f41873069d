import type { Value } from '../graph/node';
import type { Net } from '../nn/net';
import type { Branch, ParameterSpec, Site } from '../nn/parameters';

/** What tasks, methods and the screen may know of any model. */
export interface ModelShape {
  readonly hiddenSize: number;
  readonly layers: number;
  readonly heads: number;
  /** Width of a layer's keys, and of its values: K·d. */
  readonly keyValueSize: number;
  readonly vocabularySize: number;
  /** Longest sequence the position table allows. */
  readonly maxTokens: number;
  /** Dropout before a classification head. */
  readonly headDropout: number;
  /** Standard deviation of new weights. */
  readonly initializerRange: number;
  readonly sites: readonly Site[];
  readonly branches: readonly Branch[];
  /** The table of word vectors. */
  readonly wordEmbeddings: string;
  /**
   * Parameters of the head that says which word stands in a place, its word vectors apart; [] where it
   * does not share those with the backbone.
   */
  readonly wordHead: readonly ParameterSpec[];
  /** Tensors of transformers' class for that head that are others again, by name: PEFT saves them, too. */
  readonly wordHeadCopies: Readonly<Record<string, string>>;
  /** The backbone's parameters, pooler included. */
  readonly parameters: readonly ParameterSpec[];
  /** Ways to make one vector of a sequence; the first is transformers' own. */
  readonly poolings: readonly string[];
}

/** A config.json as read. */
export type ConfigJson = Readonly<Record<string, unknown>>;

/** A family of models: one file, one registry line. */
export interface Family {
  /** config.json's `model_type`. */
  readonly id: string;
  readonly label: string;
  /** The prefix of the backbone's parameters inside a task model: `bert`. */
  readonly prefix: string;
  /** Transformers' class of the backbone and by task id, for model cards and config.json. */
  readonly architectures: Readonly<Record<string, string>>;
  /** Reads config.json; refuses by name what is not implemented. */
  open(config: ConfigJson): OpenModel;
}

/** A family with its sizes known. */
export interface OpenModel {
  readonly shape: ModelShape;
  /** Hidden states of every token: → [N, D]. */
  forward(net: Net): Value;
  /** One vector per sequence by the model's own pooler: hidden [N, D] → [S, D]. */
  pool(net: Net, hidden: Value): Value;
  /** Logits of every word by the head for words: hidden [R, D] → [R, V]. */
  sayWords(net: Net, hidden: Value): Value;
  /** The engine's name of a tensor in a file; null for tensors to leave alone. */
  nameInEngine(nameInFile: string): string | null;
}

/** Checks the definition's type; keeps it as it is. */
export function defineFamily(family: Family): Family {
  return family;
}

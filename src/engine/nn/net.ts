import { EngineError } from '../core/errors';
import { input, variable } from '../graph/leaves';
import type { Value } from '../graph/node';
import { endBlock } from '../graph/recompute';
import { add } from '../ops/add';
import { addBias } from '../ops/addBias';
import { attention } from '../ops/attention';
import { dropout } from '../ops/dropout';
import { fill } from '../ops/fill';
import { gather } from '../ops/gather';
import { layerNorm } from '../ops/layerNorm';
import { matmul } from '../ops/matmul';
import { replaceRows } from '../ops/replaceRows';
import type { Branch, ParameterSpec, Site } from './parameters';

/** Keys and values [P, K·d], with what share of them is hidden from each sequence in training. */
export interface Prefix {
  readonly k: Value;
  readonly v: Value;
  readonly dropout?: number;
}

/** What a tuning method may do inside a forward pass. Absent hooks change nothing. */
export interface MethodHooks {
  /** Whether one of the model's own parameters moves. */
  trainable?(parameter: ParameterSpec): boolean;
  /** Replaces the output y of a linear layer with input x. */
  linear?(site: Site, x: Value, y: Value, net: Net): Value;
  /**
   * What joins a layer's branch h to its input x, both [N, D]; `norm` is what the family does to
   * their sum.
   */
  residual?(branch: Branch, h: Value, x: Value, norm: (sum: Value) => Value, net: Net): Value;
  /** Word vectors [P, D] of the virtual tokens that stand before every sequence. */
  virtualTokens?(net: Net): Value;
  /** Keys and values [P, K·d] that stand before a layer's own. */
  prefix?(layer: number, net: Net): Prefix;
}

/** Places that a method puts before every sequence, and whether the first of them is pooled. */
export interface VirtualTokens {
  readonly count: number;
  readonly pooled: boolean;
}

export const NO_VIRTUAL: VirtualTokens = { count: 0, pooled: false };

/** The packed batch as the graph sees it. */
export interface BatchInputs {
  /** Token ids, i32 [N]. */
  readonly ids: Value;
  /** Position of each token in its sequence, from 0, i32 [N]. */
  readonly positions: Value;
  /** Token type ids, i32 [N]. */
  readonly types: Value;
  /** Row of a method's virtual tokens that stands here, −1 for a token of the text, i32 [N]. */
  readonly virtual: Value;
  /** (start, length) of each sequence, virtual tokens included, i32 [S, 2]. */
  readonly segments: Value;
  /** The same without virtual tokens, i32 [S, 2]. */
  readonly spans: Value;
  /** The token of each sequence that a pooler reads, i32 [S]. */
  readonly starts: Value;
  /** Dropout key of the run, i32 [1]. */
  readonly key: Value;
}

/** Fresh input leaves for one graph; the batcher writes them by these names. */
export function batchInputs(): BatchInputs {
  return {
    ids: input('ids', ['N'], 'i32'),
    positions: input('positions', ['N'], 'i32'),
    types: input('types', ['N'], 'i32'),
    virtual: input('virtual', ['N'], 'i32'),
    segments: input('segments', ['S', 2], 'i32'),
    spans: input('spans', ['S', 2], 'i32'),
    starts: input('starts', ['S'], 'i32'),
    key: input('key', [1], 'i32'),
  };
}

export interface NetOptions {
  readonly parameters: readonly ParameterSpec[];
  readonly sites: readonly Site[];
  readonly branches: readonly Branch[];
  readonly hooks: MethodHooks;
  /** Dropout acts only in training. */
  readonly training: boolean;
  /** Replaces every rate of the model; null: the model's own. */
  readonly dropout: number | null;
}

export interface AttentionShape {
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly causal: boolean;
  /** The model's dropout rate of the probabilities. */
  readonly dropout: number;
}

/**
 * What a family builds its forward pass with. Names are Hugging Face parameter prefixes; Net finds
 * the parameter, adds the node and applies the method's hook, so that family code reads like the
 * paper and no family knows a method.
 */
export class Net {
  readonly batch: BatchInputs = batchInputs();
  /** Parameters the graph reads, by name, in order of first use. */
  readonly used = new Map<string, { readonly spec: ParameterSpec; readonly value: Value }>();
  private readonly options: NetOptions;
  private readonly specs: ReadonlyMap<string, ParameterSpec>;
  private readonly sites: ReadonlyMap<string, Site>;
  private readonly branches: ReadonlyMap<string, Branch>;
  private salt = 0;

  constructor(options: NetOptions) {
    this.options = options;
    this.specs = new Map(options.parameters.map((spec) => [spec.name, spec]));
    this.sites = new Map(options.sites.map((site) => [site.name, site]));
    this.branches = new Map(options.branches.map((branch) => [branch.name, branch]));
  }

  /** A parameter of the model, the head or the method, by its full name. */
  parameter(name: string): Value {
    const known = this.used.get(name);
    if (known) return known.value;
    const spec = this.specs.get(name);
    if (!spec)
      throw new EngineError('model/no-parameter', `the model has no parameter "${name}"`, { name });
    const value = variable(name, spec.shape);
    this.used.set(name, { spec, value });
    return value;
  }

  /** y = x · Wᵀ + b with W [out, in]: x [R, in] → [R, out]. */
  linear(site: string, x: Value): Value {
    const product = matmul(x, this.parameter(`${site}.weight`), { transposeB: true });
    const bias = this.bias(site);
    const y = bias ? addBias(product, bias) : product;
    const known = this.sites.get(site);
    return known && this.options.hooks.linear ? this.options.hooks.linear(known, x, y, this) : y;
  }

  /** The bias of a linear layer, where it has one. */
  bias(site: string): Value | null {
    const name = `${site}.bias`;
    return this.specs.has(name) ? this.parameter(name) : null;
  }

  /** Rows of an embedding table: ids i32 [R] → [R, D]. */
  embedding(site: string, ids: Value): Value {
    return gather(ids, this.parameter(`${site}.weight`));
  }

  /** Word vectors of the batch [N, D], a method's virtual tokens among them. */
  words(site: string): Value {
    const words = this.embedding(site, this.batch.ids);
    const virtual = this.options.hooks.virtualTokens?.(this);
    return virtual ? replaceRows(words, this.batch.virtual, virtual) : words;
  }

  /** norm(h + x), or what the method makes of it: a branch's h and its input x, [N, D] → [N, D]. */
  residual(branch: string, h: Value, x: Value, norm: (sum: Value) => Value): Value {
    const known = this.branches.get(branch);
    const { hooks } = this.options;
    return known && hooks.residual ? hooks.residual(known, h, x, norm, this) : norm(add(h, x));
  }

  /** Layer norm with γ, β of `site`: x [R, D] → [R, D]. */
  layerNorm(site: string, x: Value, epsilon: number): Value {
    return layerNorm(x, this.parameter(`${site}.weight`), this.parameter(`${site}.bias`), epsilon);
  }

  /** Attention of every sequence to itself in a layer: q [N, H·d], k and v [N, K·d] → [N, H·d]. */
  attention(layer: number, q: Value, k: Value, v: Value, shape: AttentionShape): Value {
    const prefix = this.options.hooks.prefix?.(layer, this);
    const { heads, kvHeads, headDim, causal } = shape;
    const rate = this.rate(shape.dropout);
    const options = {
      heads,
      kvHeads,
      headDim,
      causal,
      scale: headDim ** -0.5,
      rate,
      salt: ++this.salt,
    };
    if (!prefix) return attention(q, k, v, this.batch, options);
    const keys = this.placed(k, prefix.k, prefix.dropout);
    const values = this.placed(v, prefix.v, prefix.dropout);
    return attention(q, keys, values, this.batch, options);
  }

  /** x [N, D] with rows [P, D] where virtual tokens stand, some of it dropped. */
  private placed(x: Value, rows: Value, rate = 0): Value {
    const { virtual } = this.batch;
    if (rate === 0 || !this.options.training) return replaceRows(x, virtual, rows);
    const alone = this.methodDropout(replaceRows(fill(x, 0), virtual, rows), rate);
    return add(replaceRows(x, virtual, fill(rows, 0)), alone);
  }

  /** x [N, D] as all that later layers read of what is below: memory may be saved up to here. */
  endBlock(x: Value): Value {
    return endBlock(x);
  }

  /** Dropout at the model's own rate, or the run's; x itself outside training. */
  dropout(x: Value, modelRate: number): Value {
    return dropout(x, this.batch.key, this.rate(modelRate), ++this.salt);
  }

  /** Dropout at exactly `rate` (a method's own); x itself outside training. */
  methodDropout(x: Value, rate: number): Value {
    return dropout(x, this.batch.key, this.options.training ? rate : 0, ++this.salt);
  }

  private rate(modelRate: number): number {
    if (!this.options.training) return 0;
    return this.options.dropout ?? modelRate;
  }
}

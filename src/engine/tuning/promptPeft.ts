import { EngineError } from '../core/errors';
import type { ModelShape } from '../models/model';

/** Where PEFT keeps what a prompt method has learned. */
export const PROMPT_EMBEDDINGS = 'prompt_embeddings';

/** transformers took the cache from BERT's encoder after that version. */
export const PREFIX_CAVEAT =
  'PEFT runs prefixes on encoders up to transformers 5.18 alone: later ones keep no keys and values there.';

/** What every adapter_config.json of prompt learning says (peft-spec §2.1). */
export function promptPeftConfig(
  type: string,
  tokens: number,
  shape: ModelShape,
): Record<string, unknown> {
  const headSize = shape.hiddenSize / shape.heads;
  return {
    peft_type: type,
    num_virtual_tokens: tokens,
    token_dim: shape.keyValueSize,
    num_attention_heads: shape.keyValueSize / headSize,
    num_layers: shape.layers,
    num_transformer_submodules: 1,
  };
}

/** `num_virtual_tokens` of an adapter_config.json; refuses what would need a second model half. */
export function readVirtualTokens(json: Readonly<Record<string, unknown>>): number {
  const { num_virtual_tokens: tokens, num_transformer_submodules: halves } = json;
  const faults: string[] = [];
  if (typeof tokens !== 'number' || !Number.isInteger(tokens) || tokens < 1)
    faults.push(`num_virtual_tokens is ${JSON.stringify(tokens ?? null)}, expected a whole number`);
  if (halves !== undefined && halves !== null && halves !== 1)
    faults.push(`num_transformer_submodules ${JSON.stringify(halves)} is not implemented`);
  if (faults.length === 0) return tokens as number;
  throw new EngineError(
    'adapter/config',
    `adapter_config.json: ${faults.join('; ')}`,
    { file: 'adapter_config.json', faults },
    'Save the adapter again with PEFT for a model of one half, such as BERT.',
  );
}

/** The field of how many tokens stand before the text. */
export function virtualTokensField(tokens: number) {
  return {
    key: 'virtualTokens',
    label: 'Virtual tokens',
    kind: 'integer',
    default: tokens,
    min: 1,
    max: 512,
    help: 'How many learned tokens stand before every text; more take room and time from it. Where the loss stays high, try three times the learning rate first, then more tokens.',
  } as const;
}

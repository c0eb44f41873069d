import { EngineError } from '../core/errors';
import type { LoraConfig } from './lora';

/** Keys that change what the tensors mean, with the values under which they change nothing. */
const NEUTRAL: Readonly<Record<string, readonly unknown[]>> = {
  use_dora: [false],
  use_rslora: [false],
  lora_bias: [false],
  bias: ['none'],
  fan_in_fan_out: [false],
  rank_pattern: [{}],
  alpha_pattern: [{}],
  layers_to_transform: [],
  layer_replication: [],
  trainable_token_indices: [],
  target_parameters: [],
  alora_invocation_tokens: [],
  use_qalora: [false],
  use_bdlora: [false],
  exclude_modules: [],
};

function isNeutral(value: unknown, allowed: readonly unknown[]): boolean {
  if (value === undefined || value === null) return true;
  return allowed.some((item) => JSON.stringify(item) === JSON.stringify(value));
}

/** A LoRA config from adapter_config.json; refuses by name the variants that are not implemented. */
export function readLoraConfig(json: Readonly<Record<string, unknown>>): LoraConfig {
  const faults = Object.entries(NEUTRAL)
    .filter(([key, allowed]) => !isNeutral(json[key], allowed))
    .map(([key]) => `${key} ${JSON.stringify(json[key])} is not implemented`);
  const { r, lora_alpha: alpha, lora_dropout: dropout, target_modules: targets } = json;
  if (typeof r !== 'number' || !Number.isInteger(r) || r < 1)
    faults.push(`r is ${JSON.stringify(r ?? null)}, expected a whole number`);
  for (const [key, value] of Object.entries({ lora_alpha: alpha, lora_dropout: dropout }))
    if (value !== undefined && value !== null && typeof value !== 'number')
      faults.push(`${key} is ${JSON.stringify(value)}, expected a number`);
  if (!Array.isArray(targets)) {
    faults.push(
      `target_modules is ${JSON.stringify(targets ?? null)}, expected a list of module names`,
    );
  }
  if (faults.length > 0) {
    throw new EngineError(
      'adapter/config',
      `adapter_config.json: ${faults.join('; ')}`,
      { file: 'adapter_config.json', faults },
      'Save the adapter again as plain LoRA, or merge it into its base with PEFT and open the merged model.',
    );
  }
  return {
    rank: r as number,
    alpha: typeof alpha === 'number' ? alpha : 8,
    dropout: typeof dropout === 'number' ? dropout : 0,
    targets: (targets as unknown[]).map(String),
  };
}

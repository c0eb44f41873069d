import { EngineError } from '../core/errors';
import { defaultsOf } from '../core/fields';
import type { ModelShape } from '../models/model';
import type { Site } from '../nn/parameters';
import {
  alphaOf,
  biasMoves,
  PAIR_FIELDS,
  type PairConfig,
  pairParameters,
  pairSites,
  rankOf,
} from './loraPair';
import { type PeftTensor, peftTargets, plainTensor } from './peft';

/** Keys that change what the tensors mean, with the values under which they change nothing. */
const NEUTRAL: Readonly<Record<string, readonly unknown[]>> = {
  lora_bias: [false],
  fan_in_fan_out: [false],
  layers_to_transform: [],
  layer_replication: [],
  trainable_token_indices: [],
  target_parameters: [],
  alora_invocation_tokens: [],
  use_qalora: [false],
  use_bdlora: [false],
  exclude_modules: [],
  use_dora: [false],
};

/** Every other key of PEFT's LoraConfig that leaves the formula as it is (peft-spec §2.1). */
export const PAIR_KEYS = [
  ...Object.keys(NEUTRAL),
  'r',
  'lora_alpha',
  'lora_dropout',
  'target_modules',
  'bias',
  'init_lora_weights',
  'use_rslora',
  'rank_pattern',
  'alpha_pattern',
  'layers_pattern',
  'ensure_weight_tying',
  'loftq_config',
  'eva_config',
  'corda_config',
  'lora_ga_config',
  'qalora_group_size',
  'megatron_config',
  'megatron_core',
  'runtime_config',
];

/** Ways to draw a pair that leave the base as it is; the other ones take out of it what they begin with. */
const KEEPS_BASE: readonly unknown[] = [
  undefined,
  null,
  true,
  false,
  'gaussian',
  'eva',
  'orthogonal',
];

const BIAS_MODES = ['none', 'lora_only', 'all'];

function isNeutral(value: unknown, allowed: readonly unknown[]): boolean {
  if (value === undefined || value === null) return true;
  return allowed.some((item) => JSON.stringify(item) === JSON.stringify(value));
}

/**
 * A pair's config from adapter_config.json; refuses by name the variants that are not implemented,
 * but for `known` keys, which the caller understands.
 */
export function readPairConfig(
  json: Readonly<Record<string, unknown>>,
  known: readonly string[],
): PairConfig {
  const faults = Object.entries(NEUTRAL)
    .filter(([key, allowed]) => !known.includes(key) && !isNeutral(json[key], allowed))
    .map(([key]) => `${key} ${JSON.stringify(json[key])} is not implemented`);
  const { init_lora_weights: init } = json;
  if (!KEEPS_BASE.includes(init))
    faults.push(`init_lora_weights ${JSON.stringify(init)} has changed the base it was trained on`);
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
  const bias = json.bias ?? 'none';
  if (!BIAS_MODES.includes(String(bias)))
    faults.push(`bias ${JSON.stringify(bias)} is not implemented`);
  const rankPattern = readPattern(json, 'rank_pattern', faults);
  const alphaPattern = readPattern(json, 'alpha_pattern', faults);
  if (faults.length > 0) throw badConfig(faults);
  return {
    ...(defaultsOf(PAIR_FIELDS) as unknown as PairConfig),
    rank: r as number,
    alpha: typeof alpha === 'number' ? alpha : 8,
    dropout: typeof dropout === 'number' ? dropout : 0,
    targets: (targets as unknown[]).map(String),
    useRslora: json.use_rslora === true,
    bias: bias as PairConfig['bias'],
    rankPattern,
    alphaPattern,
  };
}

/** PEFT's patterns are regular expressions; only plain names are taken, for no file may run one. */
function readPattern(
  json: Readonly<Record<string, unknown>>,
  key: string,
  faults: string[],
): string[] {
  const value = json[key] ?? {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    faults.push(`${key} is ${JSON.stringify(value)}, expected names with numbers`);
    return [];
  }
  return Object.entries(value as Record<string, unknown>).flatMap(([pattern, number]) => {
    const name = pattern.replaceAll('\\.', '.').replace(/^\^|\$$/g, '');
    if (/^[\w.]+$/.test(name) && typeof number === 'number') return [`${name}=${number}`];
    faults.push(`${key} ${JSON.stringify(pattern)} is not a module name with a number`);
    return [];
  });
}

function badConfig(faults: readonly string[]): EngineError {
  return new EngineError(
    'adapter/config',
    `adapter_config.json: ${faults.join('; ')}`,
    { file: 'adapter_config.json', faults },
    'Save the adapter again as plain LoRA, or merge it into its base with PEFT and open the merged model.',
  );
}

/** What PEFT's LoraConfig has to know of the pairs. */
export function pairPeftConfig(shape: ModelShape, config: PairConfig): Record<string, unknown> {
  const sites = pairSites(shape, config);
  const pattern = (key: string, own: (site: Site) => number, usual: number): object => {
    const others = sites
      .map((site) => [site.name, own(site)])
      .filter(([, value]) => value !== usual);
    return others.length > 0 ? { [key]: Object.fromEntries(others) } : {};
  };
  return {
    peft_type: 'LORA',
    r: config.rank,
    lora_alpha: config.alpha,
    lora_dropout: config.dropout,
    target_modules: peftTargets(shape, sites),
    bias: config.bias,
    fan_in_fan_out: false,
    init_lora_weights: true,
    use_rslora: config.useRslora,
    ...pattern('rank_pattern', (site) => rankOf(site, config), config.rank),
    ...pattern('alpha_pattern', (site) => alphaOf(site, config), config.alpha),
  };
}

/** Pairs, and biases that moved with them, in PEFT's module tree (peft-spec §2.6). */
export function pairTensors(shape: ModelShape, config: PairConfig): PeftTensor[] {
  const sites = pairSites(shape, config);
  // PEFT has wrapped the layer that a pair stands beside.
  const wrapped = new Map(sites.map(({ name }) => [`${name}.bias`, `${name}.base_layer.bias`]));
  const biases = shape.parameters.filter((parameter) => biasMoves(parameter, sites, config));
  return [
    ...sites.flatMap((site) => pairParameters(site, config)).map((spec) => plainTensor(spec)),
    ...biases.map((spec) => plainTensor(spec, wrapped.get(spec.name))),
  ];
}

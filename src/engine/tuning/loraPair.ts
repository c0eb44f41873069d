import { EngineError } from '../core/errors';
import type { ConfigOf, Field } from '../core/fields';
import type { Value } from '../graph/node';
import type { ModelShape } from '../models/model';
import type { Net } from '../nn/net';
import { type ParameterSpec, placeOf, type Site } from '../nn/parameters';
import { matmul } from '../ops/matmul';
import { noTarget, targetSites } from './method';

/** What LoRA and DoRA share: a thin pair A [r, in], B [out, r] beside some of the model's matrices. */

export const PAIR_FIELDS = [
  {
    key: 'rank',
    label: 'Rank',
    kind: 'integer',
    default: 8,
    min: 1,
    max: 512,
    help: 'Width of the added pair. Double it when the loss stays high; halve it when the model overfits.',
  },
  {
    key: 'alpha',
    label: 'Alpha',
    kind: 'number',
    default: 8,
    min: 0,
    help: 'Scales what the pair adds by alpha / rank. Often once or twice the rank.',
  },
  {
    key: 'dropout',
    label: 'Dropout',
    kind: 'number',
    default: 0,
    min: 0,
    max: 0.95,
    help: 'Share of the inputs the added pair does not see in training. 0.05 to 0.1 helps small datasets.',
  },
  {
    key: 'targets',
    label: 'Beside which matrices',
    kind: 'list',
    default: ['query', 'value'],
    options: [
      { value: 'query', label: 'query' },
      { value: 'key', label: 'key' },
      { value: 'value', label: 'value' },
      { value: 'output', label: 'output' },
      { value: 'up', label: 'MLP up' },
      { value: 'gate', label: 'MLP gate' },
      { value: 'down', label: 'MLP down' },
    ],
    help: 'Roles of linear layers, or Hugging Face module names. More places learn more and cost more.',
  },
  {
    key: 'useRslora',
    label: 'Rank-stabilised scale',
    kind: 'boolean',
    default: false,
    help: 'Scales by alpha / √rank instead of alpha / rank, so that ranks above 32 learn as fast as small ones.',
    advanced: true,
  },
  {
    key: 'loraplusLrRatio',
    label: 'LoRA+ ratio',
    kind: 'number',
    default: 1,
    min: 0.01,
    max: 1000,
    help: 'How many times faster B learns than A. 16 suits wide models; 1 is plain LoRA.',
    advanced: true,
  },
  {
    key: 'bias',
    label: 'Biases that train',
    kind: 'choice',
    default: 'none',
    options: [
      { value: 'none', label: 'none' },
      { value: 'lora_only', label: 'beside the pairs' },
      { value: 'all', label: 'all of the model' },
    ],
    help: 'Lets biases of the model move as well. They cost next to nothing.',
    advanced: true,
  },
  {
    key: 'rankPattern',
    label: 'Ranks of single places',
    kind: 'list',
    default: [],
    options: null,
    help: 'Another rank for some matrices, as name=rank: layer.5.attention.self.query=16, or a role: query=4.',
    advanced: true,
  },
  {
    key: 'alphaPattern',
    label: 'Alphas of single places',
    kind: 'list',
    default: [],
    options: null,
    help: 'Another alpha for some matrices, as name=alpha, written like the ranks.',
    advanced: true,
  },
] as const satisfies readonly Field[];

export type PairConfig = ConfigOf<typeof PAIR_FIELDS>;

/** Parameter names of a pair, which are also those of its file. */
export function pairNames(site: Site): { readonly a: string; readonly b: string } {
  return { a: `${site.name}.lora_A.weight`, b: `${site.name}.lora_B.weight` };
}

/** The matrices that get a pair. Throws method/no-target. */
export function pairSites(shape: ModelShape, config: PairConfig): Site[] {
  const sites = targetSites(shape, config.targets);
  if (sites.length === 0) throw noTarget(shape, config.targets);
  return sites;
}

/** r of a site: its own where a pattern names it. Throws method/pattern, method/rank-too-wide. */
export function rankOf(site: Site, config: PairConfig): number {
  const rank = patternFor(site, 'rankPattern', config.rankPattern) ?? config.rank;
  const widest = Math.min(site.inputSize, site.outputSize);
  if (Number.isInteger(rank) && rank >= 1 && rank <= widest) return rank;
  throw new EngineError(
    'method/rank',
    `method.rank: ${rank} at ${site.name}, whose matrix is ${site.outputSize} × ${site.inputSize}`,
    { rank, site: site.name, widest },
    `Choose a whole number from 1 to ${widest}.`,
  );
}

/** α of a site: its own where a pattern names it. */
export function alphaOf(site: Site, config: PairConfig): number {
  return patternFor(site, 'alphaPattern', config.alphaPattern) ?? config.alpha;
}

/** s = α / r, or α / √r (rsLoRA: Kalajdzievski 2023, https://arxiv.org/abs/2312.03732). */
export function pairScale(site: Site, config: PairConfig): number {
  const rank = rankOf(site, config);
  return alphaOf(site, config) / (config.useRslora ? Math.sqrt(rank) : rank);
}

/** The number that the first pattern which names the site gives it. */
function patternFor(site: Site, key: string, patterns: readonly string[]): number | null {
  for (const pattern of patterns) {
    const [, name, value] = /^\s*(\S+?)\s*=\s*(\S+)\s*$/.exec(pattern) ?? [];
    if (name === undefined || !(Number(value) >= 0)) throw badPattern(key, pattern);
    if (name === site.role || name === site.name || site.name.endsWith(`.${name}`))
      return Number(value);
  }
  return null;
}

function badPattern(key: string, pattern: string): EngineError {
  return new EngineError(
    'method/pattern',
    `method.${key}: "${pattern}" is no name=number`,
    { key, pattern },
    'Write a module name or a role, an equals sign and a number: query=4.',
  );
}

/** A and B of every pair; A uniform ±1/√in (Kaiming with a = √5), B zero, as PEFT (peft-spec §2.6). */
export function pairParameters(site: Site, config: PairConfig): ParameterSpec[] {
  const { a, b } = pairNames(site);
  const rank = rankOf(site, config);
  const place = placeOf(site);
  return [
    {
      name: a,
      shape: [rank, site.inputSize],
      init: { kind: 'uniform', bound: 1 / Math.sqrt(site.inputSize) },
      ...place,
    },
    { name: b, shape: [site.outputSize, rank], init: { kind: 'zeros' }, ...place },
  ];
}

/** s · B A x: x [N, in] → [N, out]. */
export function pairBranch(site: Site, x: Value, net: Net, config: PairConfig): Value {
  const { a, b } = pairNames(site);
  const low = matmul(x, net.parameter(a), { transposeB: true });
  return matmul(low, net.parameter(b), { transposeB: true, alpha: pairScale(site, config) });
}

/** Whether a parameter of the model moves beside the pairs. */
export function biasMoves(
  parameter: ParameterSpec,
  sites: readonly Site[],
  config: PairConfig,
): boolean {
  if (config.bias === 'all') return parameter.name.endsWith('.bias') && parameter.part !== 'head';
  if (config.bias === 'lora_only')
    return sites.some(({ name }) => parameter.name === `${name}.bias`);
  return false;
}

/** B of a pair learns `loraplusLrRatio` times as fast (LoRA+: Hayou et al. 2024, https://arxiv.org/abs/2402.12354). */
export function pairRate({ name }: ParameterSpec, config: PairConfig): number {
  return name.endsWith('.lora_B.weight') ? config.loraplusLrRatio : 1;
}

/** W + s · B A, summed in double: W [out, in], A [r, in], B [out, r]. */
export function mergedPair(
  site: Site,
  { w, a, b }: { readonly w: Float32Array; readonly a: Float32Array; readonly b: Float32Array },
  config: PairConfig,
): Float32Array {
  const { inputSize, outputSize } = site;
  const rank = rankOf(site, config);
  const scale = pairScale(site, config);
  const merged = new Float32Array(w.length);
  const row = new Float64Array(inputSize);
  for (let out = 0; out < outputSize; out++) {
    row.fill(0);
    for (let r = 0; r < rank; r++) {
      const factor = (b[out * rank + r] as number) * scale;
      for (let i = 0; i < inputSize; i++)
        row[i] = (row[i] as number) + factor * (a[r * inputSize + i] as number);
    }
    const start = out * inputSize;
    for (let i = 0; i < inputSize; i++)
      merged[start + i] = (w[start + i] as number) + (row[i] as number);
  }
  return merged;
}

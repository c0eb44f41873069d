import { EngineError } from '../core/errors';
import type { ConfigOf, Field } from '../core/fields';
import type { Value } from '../graph/node';
import type { ModelShape } from '../models/model';
import type { Net } from '../nn/net';
import type { ParameterSpec, Site } from '../nn/parameters';
import { add } from '../ops/add';
import { matmul } from '../ops/matmul';
import { readLoraConfig } from './loraPeft';
import { defineMethod, targetSites } from './method';

/**
 * LoRA: y = W x + b + s · B A drop(x), s = alpha / r; W stays, A [r, in] and B [out, r] are trained.
 * Hu et al. 2021, §4.1, https://arxiv.org/abs/2106.09685. Initial values and file layout as PEFT:
 * A uniform ±1/√in (Kaiming with a = √5), B zero (peft-spec §2.6).
 */

const FIELDS = [
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
] as const satisfies readonly Field[];

export type LoraConfig = ConfigOf<typeof FIELDS>;

/** s = alpha / r. */
function scaling({ alpha, rank }: LoraConfig): number {
  return alpha / rank;
}

function pairNames(site: Site): { a: string; b: string } {
  return { a: `${site.name}.lora_A.weight`, b: `${site.name}.lora_B.weight` };
}

function sitesOf(shape: ModelShape, config: LoraConfig): Site[] {
  const sites = targetSites(shape, config.targets);
  if (sites.length > 0) return sites;
  const roles = [...new Set(shape.sites.map(({ role }) => role))];
  throw new EngineError(
    'method/no-target',
    `method.targets: none of ${config.targets.join(', ') || 'nothing'} is a linear layer of this model`,
    { targets: config.targets, known: roles },
    `Choose from ${roles.join(', ')}, or name a module as Hugging Face does.`,
  );
}

function pairParameters(site: Site, { rank }: LoraConfig): ParameterSpec[] {
  const { a, b } = pairNames(site);
  const place = {
    part: site.layer === null ? 'pooler' : 'layer',
    layer: site.layer,
    role: site.role,
    optional: true,
  } as const;
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

function adapt(site: Site, x: Value, y: Value, net: Net, config: LoraConfig): Value {
  const { a, b } = pairNames(site);
  const low = matmul(net.methodDropout(x, config.dropout), net.parameter(a), { transposeB: true });
  return add(matmul(low, net.parameter(b), { transposeB: true, alpha: scaling(config) }), y);
}

/** W + s · B A, summed in double. */
function mergedWeight(
  w: Float32Array,
  a: Float32Array,
  b: Float32Array,
  site: Site,
  config: LoraConfig,
): Float32Array {
  const { inputSize, outputSize } = site;
  const { rank } = config;
  const merged = new Float32Array(w.length);
  const row = new Float64Array(inputSize);
  for (let out = 0; out < outputSize; out++) {
    row.fill(0);
    for (let r = 0; r < rank; r++) {
      const factor = (b[out * rank + r] as number) * scaling(config);
      for (let i = 0; i < inputSize; i++)
        row[i] = (row[i] as number) + factor * (a[r * inputSize + i] as number);
    }
    const start = out * inputSize;
    for (let i = 0; i < inputSize; i++)
      merged[start + i] = (w[start + i] as number) + (row[i] as number);
  }
  return merged;
}

export const lora = defineMethod<LoraConfig>({
  id: 'lora',
  label: 'LoRA',
  summary: 'A thin pair beside each matrix',
  paper: { title: 'Hu et al. 2021', url: 'https://arxiv.org/abs/2106.09685' },
  group: 'added',
  fields: FIELDS,
  learningRate: 1e-3,
  parameters: (shape, config) =>
    sitesOf(shape, config).flatMap((site) => pairParameters(site, config)),
  hooks(shape, config) {
    const targets = new Set(sitesOf(shape, config).map(({ name }) => name));
    return {
      trainable: () => false,
      linear: (site, x, y, net) => (targets.has(site.name) ? adapt(site, x, y, net, config) : y),
    };
  },
  cachesFrozen: () => false,
  merge(shape, config, weights) {
    return new Map(
      sitesOf(shape, config).map((site) => {
        const { a, b } = pairNames(site);
        const name = `${site.name}.weight`;
        return [
          name,
          mergedWeight(weights.get(name), weights.get(a), weights.get(b), site, config),
        ];
      }),
    );
  },
  peftType: 'LORA',
  toPeft(shape, config) {
    const sites = sitesOf(shape, config);
    const names = sites.flatMap((site) => Object.values(pairNames(site)));
    return {
      config: {
        peft_type: 'LORA',
        r: config.rank,
        lora_alpha: config.alpha,
        lora_dropout: config.dropout,
        target_modules: peftTargets(shape, sites),
        bias: 'none',
        fan_in_fan_out: false,
        init_lora_weights: true,
        use_rslora: false,
        use_dora: false,
      },
      names: new Map(names.map((name) => [name, name])),
    };
  },
  fromPeft: (shape, json) => {
    const config = readLoraConfig(json);
    const names = sitesOf(shape, config).flatMap((site) => Object.values(pairNames(site)));
    return { config, names: new Map(names.map((name) => [name, name])) };
  },
});

/**
 * The shortest module names that PEFT's suffix matching resolves to exactly these sites: the last
 * parts of each path, lengthened until no other site of the model ends the same way.
 */
function peftTargets(shape: ModelShape, sites: readonly Site[]): string[] {
  const wanted = new Set(sites.map(({ name }) => name));
  const suffixes = sites.map(({ name }) => {
    const parts = name.split('.');
    for (let length = 1; length < parts.length; length++) {
      const suffix = parts.slice(-length).join('.');
      const matched = shape.sites.filter(
        (site) => site.name === suffix || site.name.endsWith(`.${suffix}`),
      );
      if (matched.every((site) => wanted.has(site.name))) return suffix;
    }
    return name;
  });
  return [...new Set(suffixes)].sort();
}

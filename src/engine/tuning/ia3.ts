import { EngineError } from '../core/errors';
import type { ConfigOf, Field } from '../core/fields';
import type { Value } from '../graph/node';
import type { ModelShape } from '../models/model';
import type { Net } from '../nn/net';
import { type ParameterSpec, placeOf, type Site } from '../nn/parameters';
import { addBias } from '../ops/addBias';
import { matmul } from '../ops/matmul';
import { scaleColumns } from '../ops/scaleColumns';
import { defineMethod, noTarget, targetSites } from './method';
import { type PeftTensor, peftTargets, plainTensor } from './peft';

const ROLES = [
  { value: 'query', label: 'query' },
  { value: 'key', label: 'key' },
  { value: 'value', label: 'value' },
  { value: 'output', label: 'output' },
  { value: 'up', label: 'MLP up' },
  { value: 'gate', label: 'MLP gate' },
  { value: 'down', label: 'MLP down' },
];

const FIELDS = [
  {
    key: 'targets',
    label: 'Which matrices',
    kind: 'list',
    default: ['key', 'value', 'output', 'down'],
    options: ROLES,
    help: 'Roles of linear layers, or Hugging Face module names, that get a vector of factors.',
  },
  {
    key: 'feedforward',
    label: 'Of these, the input',
    kind: 'list',
    default: ['output', 'down'],
    options: ROLES,
    help: 'Matrices whose input is scaled instead of what comes out.',
    advanced: true,
  },
] as const satisfies readonly Field[];

type Ia3Config = ConfigOf<typeof FIELDS>;

/** A site with its vector of factors. */
interface Scaled {
  readonly site: Site;
  readonly ofInput: boolean;
  readonly factors: ParameterSpec;
}

function scaledSites(shape: ModelShape, { targets, feedforward }: Ia3Config): Scaled[] {
  const sites = targetSites(shape, targets);
  if (sites.length === 0) throw noTarget(shape, targets);
  const inner = new Set(targetSites(shape, feedforward));
  return sites.map((site) => {
    const ofInput = inner.has(site);
    const size = ofInput ? site.inputSize : site.outputSize;
    return {
      site,
      ofInput,
      factors: {
        name: `${site.name}.ia3_l`,
        shape: [size],
        init: { kind: 'ones' },
        ...placeOf(site),
      },
    };
  });
}

/** W (l ⊙ x) + b, or l ⊙ (W x + b): x [N, in] and the layer's own output y [N, out] → [N, out]. */
function rescale({ site, ofInput, factors }: Scaled, x: Value, y: Value, net: Net): Value {
  const l = net.parameter(factors.name);
  if (!ofInput) return scaleColumns(y, l);
  const product = matmul(scaleColumns(x, l), net.parameter(`${site.name}.weight`), {
    transposeB: true,
  });
  const bias = net.bias(site.name);
  return bias ? addBias(product, bias) : product;
}

/** The file has columns where the output is scaled and rows where the input is. */
function tensors(shape: ModelShape, config: Ia3Config): PeftTensor[] {
  return scaledSites(shape, config).map(({ ofInput, factors }) => {
    const size = factors.shape;
    return plainTensor(factors, factors.name, ofInput ? [1, ...size] : [...size, 1]);
  });
}

function readConfig(json: Readonly<Record<string, unknown>>): Ia3Config {
  const { target_modules: targets, feedforward_modules: feedforward } = json;
  const faults = Object.entries({ target_modules: targets, feedforward_modules: feedforward })
    .filter(([, value]) => !Array.isArray(value))
    .map(([key, value]) => `${key} is ${JSON.stringify(value ?? null)}, expected a list of names`);
  for (const key of ['fan_in_fan_out', 'exclude_modules'])
    if (json[key]) faults.push(`${key} ${JSON.stringify(json[key])} is not implemented`);
  if (faults.length > 0) {
    throw new EngineError(
      'adapter/config',
      `adapter_config.json: ${faults.join('; ')}`,
      { file: 'adapter_config.json', faults },
      'Merge the adapter into its base with PEFT and open the merged model.',
    );
  }
  const names = (value: unknown): string[] => (value as unknown[]).map(String);
  return { targets: names(targets), feedforward: names(feedforward) };
}

/**
 * (IA)³: keys, values and what goes into the MLP's last matrix are scaled element by element.
 * Liu et al. 2022, §3.3, https://arxiv.org/abs/2205.05638; layout as PEFT (peft-spec §2.8).
 */
export const ia3 = defineMethod<Ia3Config>({
  id: 'ia3',
  label: '(IA)³',
  summary: 'One factor for each feature',
  paper: { title: 'Liu et al. 2022', url: 'https://arxiv.org/abs/2205.05638' },
  group: 'added',
  fields: FIELDS,
  learningRate: 3e-2,
  parameters: (shape, config) => scaledSites(shape, config).map(({ factors }) => factors),
  hooks(shape, config) {
    const scaled = new Map(scaledSites(shape, config).map((item) => [item.site.name, item]));
    return {
      trainable: () => false,
      linear(site, x, y, net) {
        const item = scaled.get(site.name);
        return item ? rescale(item, x, y, net) : y;
      },
    };
  },
  cachesFrozen: () => false,
  merge: (shape, config, weights) =>
    new Map(
      scaledSites(shape, config).flatMap(({ site, ofInput, factors }) => {
        const l = weights.get(factors.name);
        const name = `${site.name}.weight`;
        const index = (i: number): number =>
          ofInput ? i % site.inputSize : Math.floor(i / site.inputSize);
        const times = (value: number, i: number): number => value * (l[index(i)] as number);
        const merged = [[name, weights.get(name).map(times)] as const];
        const bias = `${site.name}.bias`;
        if (ofInput || !weights.has(bias)) return merged;
        return [
          ...merged,
          [bias, weights.get(bias).map((value, i) => value * (l[i] as number))] as const,
        ];
      }),
    ),
  peft: {
    type: 'IA3',
    keys: [
      'target_modules',
      'feedforward_modules',
      'exclude_modules',
      'fan_in_fan_out',
      'init_ia3_weights',
    ],
    write(shape, config) {
      const sites = scaledSites(shape, config);
      const inner = sites.filter(({ ofInput }) => ofInput).map(({ site }) => site);
      return {
        config: {
          peft_type: 'IA3',
          target_modules: peftTargets(
            shape,
            sites.map(({ site }) => site),
          ),
          feedforward_modules: peftTargets(shape, inner),
          fan_in_fan_out: false,
          init_ia3_weights: true,
        },
        tensors: tensors(shape, config),
      };
    },
    read(shape, json) {
      const config = readConfig(json);
      return { config, tensors: tensors(shape, config) };
    },
  },
});

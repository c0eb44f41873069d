import { EngineError } from '../core/errors';
import type { ConfigOf, Field } from '../core/fields';
import type { Value } from '../graph/node';
import type { ModelShape } from '../models/model';
import type { Net } from '../nn/net';
import type { Branch, Initializer, ParameterSpec } from '../nn/parameters';
import { activation } from '../ops/activation';
import { add } from '../ops/add';
import { addBias } from '../ops/addBias';
import { matmul } from '../ops/matmul';
import { scale } from '../ops/scale';
import { defineMethod } from './method';
import { type PeftTensor, plainTensor } from './peft';

const FIELDS = [
  {
    key: 'kind',
    label: 'Kind',
    kind: 'choice',
    default: 'houlsby',
    options: [
      { value: 'houlsby', label: 'Houlsby: after attention and MLP' },
      { value: 'pfeiffer', label: 'Pfeiffer: after the MLP' },
      { value: 'parallel', label: 'parallel: beside the MLP' },
    ],
    help: 'Where the small networks stand. Pfeiffer has half as many weights as Houlsby.',
  },
  {
    key: 'reduction',
    label: 'Reduction',
    kind: 'optional-number',
    default: null,
    min: 1,
    max: 4096,
    help: 'How many times narrower than the model they are inside; without a number 16, parallel 2. Smaller learns more.',
  },
] as const satisfies readonly Field[];

type AdapterConfig = ConfigOf<typeof FIELDS>;

/** A kind of adapter as the library of that name defines it (peft-spec §2.11). */
interface Kind {
  readonly branches: readonly Branch['kind'][];
  readonly activation: string;
  readonly reduction: number;
  readonly scale: number;
  readonly down: (inputs: number) => Initializer;
  readonly up: Initializer;
  /** What the adapter reads: the branch's h, its input x, or norm(h + x). */
  readonly reads: 'branch' | 'input' | 'sum';
}

const SMALL = { kind: 'normal', std: 0.02 } as const;

const KINDS: Readonly<Record<AdapterConfig['kind'], Kind>> = {
  /** Houlsby et al. 2019, §2.1, https://arxiv.org/abs/1902.00751 */
  houlsby: {
    branches: ['attention', 'mlp'],
    activation: 'silu',
    reduction: 16,
    scale: 1,
    down: () => SMALL,
    up: SMALL,
    reads: 'branch',
  },
  /** Pfeiffer et al. 2021, §4, https://arxiv.org/abs/2005.00247 */
  pfeiffer: {
    branches: ['mlp'],
    activation: 'relu',
    reduction: 16,
    scale: 1,
    down: () => SMALL,
    up: SMALL,
    reads: 'sum',
  },
  /** He et al. 2022, §4.6, https://arxiv.org/abs/2110.04366 */
  parallel: {
    branches: ['mlp'],
    activation: 'relu',
    reduction: 2,
    scale: 4,
    down: (inputs) => ({ kind: 'uniform', bound: 1 / Math.sqrt(inputs) }),
    up: { kind: 'zeros' },
    reads: 'input',
  },
};

function branchesOf(shape: ModelShape, { kind }: AdapterConfig): Branch[] {
  return shape.branches.filter((branch) => KINDS[kind].branches.includes(branch.kind));
}

function names({ name }: Branch): { readonly down: string; readonly up: string } {
  const adapter = `${name}.adapters.default`;
  return { down: `${adapter}.adapter_down.0`, up: `${adapter}.adapter_up` };
}

function parametersOf(branch: Branch, { kind, reduction }: AdapterConfig): ParameterSpec[] {
  const made = KINDS[kind];
  const inner = Math.max(1, Math.floor(branch.size / (reduction ?? made.reduction)));
  const { down, up } = names(branch);
  const role = branch.kind === 'attention' ? 'output' : 'down';
  const place = { part: 'layer', layer: branch.layer, role, optional: true } as const;
  const zeros = { kind: 'zeros' } as const;
  return [
    { name: `${down}.weight`, shape: [inner, branch.size], init: made.down(branch.size), ...place },
    { name: `${down}.bias`, shape: [inner], init: zeros, ...place },
    { name: `${up}.weight`, shape: [branch.size, inner], init: made.up, ...place },
    { name: `${up}.bias`, shape: [branch.size], init: zeros, ...place },
  ];
}

/** scale · (W_up f(W_down x + b) + b): x [N, D] → [N, D]. */
function bottleneck(branch: Branch, x: Value, net: Net, { kind }: AdapterConfig): Value {
  const linear = (name: string, input: Value): Value =>
    addBias(
      matmul(input, net.parameter(`${name}.weight`), { transposeB: true }),
      net.parameter(`${name}.bias`),
    );
  const { down, up } = names(branch);
  const made = KINDS[kind];
  const y = linear(up, activation(linear(down, x), made.activation));
  return made.scale === 1 ? y : scale(y, made.scale);
}

function tensors(shape: ModelShape, config: AdapterConfig): PeftTensor[] {
  return branchesOf(shape, config)
    .flatMap((branch) => parametersOf(branch, config))
    .map((spec) => plainTensor(spec));
}

function readConfig(json: Readonly<Record<string, unknown>>): AdapterConfig {
  const { kind, reduction_factor: reduction } = json;
  const known = FIELDS[0].options.map(({ value }) => value);
  const found = known.find((value) => value === kind);
  if (found && (reduction === null || typeof reduction === 'number'))
    return { kind: found, reduction };
  throw new EngineError(
    'adapter/config',
    `adapter_config.json: kind ${JSON.stringify(kind ?? null)} with reduction_factor ${JSON.stringify(reduction ?? null)} is not one of ${known.join(', ')} with a number`,
    { file: 'adapter_config.json', kind: String(kind), known },
    'Open the folder as Graft Studio wrote it.',
  );
}

/**
 * Bottleneck adapters: small networks inside every layer. Formulas and tensor names as the library
 * `adapters` has them. PEFT cannot hold them; our own file says BOTTLENECK_ADAPTER.
 */
export const adapter = defineMethod<AdapterConfig>({
  id: 'adapter',
  label: 'Adapters',
  summary: 'Small networks inside every layer',
  paper: { title: 'Houlsby et al. 2019', url: 'https://arxiv.org/abs/1902.00751' },
  group: 'added',
  fields: FIELDS,
  learningRate: 3e-3,
  parameters: (shape, config) =>
    branchesOf(shape, config).flatMap((branch) => parametersOf(branch, config)),
  hooks(_shape, config) {
    const { branches, reads } = KINDS[config.kind];
    return {
      trainable: () => false,
      residual(branch, h, x, norm, net) {
        const sum = add(h, x);
        if (!branches.includes(branch.kind)) return norm(sum);
        const read = { branch: h, input: x, sum: norm(sum) }[reads];
        return norm(add(bottleneck(branch, read, net, config), sum));
      },
    };
  },
  cachesFrozen: () => false,
  peft: {
    type: 'BOTTLENECK_ADAPTER',
    foreign: true,
    keys: ['kind', 'reduction_factor'],
    write: (shape, config) => ({
      config: {
        peft_type: 'BOTTLENECK_ADAPTER',
        kind: config.kind,
        reduction_factor: config.reduction,
      },
      tensors: tensors(shape, config),
    }),
    read(shape, json) {
      const config = readConfig(json);
      return { config, tensors: tensors(shape, config) };
    },
  },
});

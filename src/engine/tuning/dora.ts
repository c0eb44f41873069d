import type { Value } from '../graph/node';
import type { ModelShape } from '../models/model';
import { rowNorms } from '../nn/initialize';
import type { Net } from '../nn/net';
import { type ParameterSpec, placeOf, type Site } from '../nn/parameters';
import { add } from '../ops/add';
import { addBias } from '../ops/addBias';
import { matmul } from '../ops/matmul';
import { overRowNorm } from '../ops/overRowNorm';
import { scale } from '../ops/scale';
import { scaleColumns } from '../ops/scaleColumns';
import {
  biasMoves,
  mergedPair,
  PAIR_FIELDS,
  type PairConfig,
  pairBranch,
  pairNames,
  pairParameters,
  pairRate,
  pairScale,
  pairSites,
} from './loraPair';
import { PAIR_KEYS, pairPeftConfig, pairTensors, readPairConfig } from './loraPeft';
import { defineMethod } from './method';
import { type PeftTensor, plainTensor } from './peft';

function magnitudeName(site: Site): string {
  return `${site.name}.lora_magnitude_vector`;
}

/** m [out], at first the norms of W's rows, so that the layer begins as it was. */
function magnitude(site: Site): ParameterSpec {
  return {
    name: magnitudeName(site),
    shape: [site.outputSize],
    init: { kind: 'row-norms', of: `${site.name}.weight` },
    ...placeOf(site),
  };
}

/** m / ‖W + s · B A‖ of every row → [out]; the norm counts as a constant. */
function strength(site: Site, net: Net, config: PairConfig): Value {
  const { a, b } = pairNames(site);
  const pair = matmul(net.parameter(b), net.parameter(a), { alpha: pairScale(site, config) });
  return overRowNorm(
    net.parameter(magnitudeName(site)),
    add(pair, net.parameter(`${site.name}.weight`)),
  );
}

/** x [N, in] and the layer's own output y [N, out] → [N, out]. */
function adapt(site: Site, x: Value, y: Value, net: Net, config: PairConfig): Value {
  const times = (input: Value): Value =>
    matmul(input, net.parameter(`${site.name}.weight`), { transposeB: true });
  const seen = net.methodDropout(x, config.dropout);
  const base = times(seen);
  const turned = scaleColumns(
    add(pairBranch(site, seen, net, config), base),
    strength(site, net, config),
  );
  // What dropout hides from the pair the layer itself still sees.
  if (seen !== x) return add(add(turned, scale(base, -1)), y);
  const bias = net.bias(site.name);
  return bias ? addBias(turned, bias) : turned;
}

/**
 * DoRA: y = m ⊙ (W + s · B A) x / ‖W + s · B A‖ + b: length and direction of every row apart.
 * Liu et al. 2024, §4, https://arxiv.org/abs/2402.09353; dropout as PEFT has it (peft-spec §2.7).
 */
export const dora = defineMethod<PairConfig>({
  id: 'dora',
  label: 'DoRA',
  summary: 'Length and direction of each row apart',
  paper: { title: 'Liu et al. 2024', url: 'https://arxiv.org/abs/2402.09353' },
  group: 'added',
  fields: PAIR_FIELDS,
  learningRate: 5e-3,
  rateScale: pairRate,
  parameters: (shape, config) =>
    pairSites(shape, config).flatMap((site) => [...pairParameters(site, config), magnitude(site)]),
  hooks(shape, config) {
    const sites = pairSites(shape, config);
    const targets = new Set(sites.map(({ name }) => name));
    return {
      trainable: (parameter) => biasMoves(parameter, sites, config),
      linear: (site, x, y, net) => (targets.has(site.name) ? adapt(site, x, y, net, config) : y),
    };
  },
  cachesFrozen: () => false,
  merge: (shape, config, weights) =>
    new Map(
      pairSites(shape, config).map((site) => {
        const { a, b } = pairNames(site);
        const name = `${site.name}.weight`;
        const tensors = { w: weights.get(name), a: weights.get(a), b: weights.get(b) };
        const merged = mergedPair(site, tensors, config);
        return [name, lengthened(merged, weights.get(magnitudeName(site)), site.inputSize)];
      }),
    ),
  peft: {
    type: 'LORA',
    keys: PAIR_KEYS,
    reads: ({ use_dora }) => use_dora === true,
    write: (shape, config) => ({
      config: { ...pairPeftConfig(shape, config), use_dora: true },
      tensors: tensors(shape, config),
    }),
    read(shape, json) {
      const config = readPairConfig(json, ['use_dora']);
      return { config, tensors: tensors(shape, config) };
    },
  },
});

function tensors(shape: ModelShape, config: PairConfig): PeftTensor[] {
  const lengths = pairSites(shape, config).map((site) => plainTensor(magnitude(site)));
  return [...pairTensors(shape, config), ...lengths];
}

/** Rows of W [out, in] brought to the lengths m [out], in double. */
function lengthened(w: Float32Array, m: Float32Array, width: number): Float32Array {
  const norms = rowNorms(w, width);
  return w.map((value, i) => {
    const row = Math.floor(i / width);
    return (value * (m[row] as number)) / (norms[row] as number);
  });
}

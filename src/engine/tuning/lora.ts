import { add } from '../ops/add';
import {
  biasMoves,
  mergedPair,
  PAIR_FIELDS,
  type PairConfig,
  pairBranch,
  pairNames,
  pairParameters,
  pairRate,
  pairSites,
} from './loraPair';
import { PAIR_KEYS, pairPeftConfig, pairTensors, readPairConfig } from './loraPeft';
import { defineMethod } from './method';

/**
 * LoRA: y = W x + b + s · B A drop(x), s = alpha / r; W stays, A [r, in] and B [out, r] are trained.
 * Hu et al. 2021, §4.1, https://arxiv.org/abs/2106.09685. Initial values and file layout as PEFT
 * (peft-spec §2.6).
 */
export const lora = defineMethod<PairConfig>({
  id: 'lora',
  label: 'LoRA',
  summary: 'A thin pair beside each matrix',
  paper: { title: 'Hu et al. 2021', url: 'https://arxiv.org/abs/2106.09685' },
  group: 'added',
  fields: PAIR_FIELDS,
  learningRate: 5e-3,
  rateScale: pairRate,
  parameters: (shape, config) =>
    pairSites(shape, config).flatMap((site) => pairParameters(site, config)),
  hooks(shape, config) {
    const sites = pairSites(shape, config);
    const targets = new Set(sites.map(({ name }) => name));
    return {
      trainable: (parameter) => biasMoves(parameter, sites, config),
      linear: (site, x, y, net) =>
        targets.has(site.name)
          ? add(pairBranch(site, net.methodDropout(x, config.dropout), net, config), y)
          : y,
    };
  },
  cachesFrozen: () => false,
  merge: (shape, config, weights) =>
    new Map(
      pairSites(shape, config).map((site) => {
        const { a, b } = pairNames(site);
        const name = `${site.name}.weight`;
        const tensors = { w: weights.get(name), a: weights.get(a), b: weights.get(b) };
        return [name, mergedPair(site, tensors, config)];
      }),
    ),
  peft: {
    type: 'LORA',
    keys: PAIR_KEYS,
    reads: ({ use_dora }) => use_dora !== true,
    write: (shape, config) => ({
      config: { ...pairPeftConfig(shape, config), use_dora: false },
      tensors: pairTensors(shape, config),
    }),
    read(shape, json) {
      const config = readPairConfig(json, ['use_dora']);
      return { config, tensors: pairTensors(shape, config) };
    },
  },
});

import type { ModelShape } from '../models/model';
import type { Site } from '../nn/parameters';
import { defineMethod } from './method';
import { type PeftTensor, plainTensor, zeroTensor } from './peft';

/**
 * BitFit: every bias moves, norms' included, and nothing else of the model.
 * Ben Zaken et al. 2022, §3, https://arxiv.org/abs/2106.10199
 *
 * PEFT has no type for it. Its file is a LoRA pair of zeros beside one matrix with `bias: "all"`,
 * which PEFT opens to the same logits (peft-spec §2.9); such a file is read back as LoRA.
 */
export const bitfit = defineMethod({
  id: 'bitfit',
  label: 'BitFit',
  summary: 'Only the biases move',
  paper: { title: 'Ben Zaken et al. 2022', url: 'https://arxiv.org/abs/2106.10199' },
  group: 'own',
  fields: [],
  learningRate: 3e-3,
  headRate: 4,
  readsFixedFeatures: true,
  parameters: () => [],
  hooks: () => ({ trainable: ({ name }) => name.endsWith('.bias') }),
  cachesFrozen: () => false,
  peft: {
    type: 'LORA',
    write(shape) {
      const carrier = shape.sites[0] as Site;
      return {
        config: {
          peft_type: 'LORA',
          r: 1,
          lora_alpha: 8,
          lora_dropout: 0,
          target_modules: [carrier.name],
          bias: 'all',
          fan_in_fan_out: false,
          init_lora_weights: true,
          use_rslora: false,
          use_dora: false,
        },
        tensors: [
          zeroTensor(`${carrier.name}.lora_A.weight`, [1, carrier.inputSize]),
          zeroTensor(`${carrier.name}.lora_B.weight`, [carrier.outputSize, 1]),
          ...biasTensors(shape, carrier),
        ],
      };
    },
  },
});

/** PEFT has wrapped the layer that carries the pair. */
function biasTensors(shape: ModelShape, { name: carrier }: Site): PeftTensor[] {
  return shape.parameters
    .filter(({ name }) => name.endsWith('.bias'))
    .map((spec) =>
      plainTensor(spec, spec.name === `${carrier}.bias` ? `${carrier}.base_layer.bias` : spec.name),
    );
}

/**
 * Every tensor of the tiny BERT as transformers names them (modeling_bert.py): path inside the
 * backbone → shape. Written out, so that a change of ours cannot change what is expected.
 */
const D = 16;
const F = 24;

const linear = (path: string, out: number, input: number): [string, number[]][] => [
  [`${path}.weight`, [out, input]],
  [`${path}.bias`, [out]],
];
const norm = (path: string): [string, number[]][] => [
  [`${path}.weight`, [D]],
  [`${path}.bias`, [D]],
];

export const BACKBONE: readonly [string, number[]][] = [
  ['embeddings.word_embeddings.weight', [43, D]],
  ['embeddings.position_embeddings.weight', [48, D]],
  ['embeddings.token_type_embeddings.weight', [2, D]],
  ...norm('embeddings.LayerNorm'),
  ...[0, 1].flatMap((layer) => {
    const path = `encoder.layer.${layer}`;
    return [
      ...linear(`${path}.attention.self.query`, D, D),
      ...linear(`${path}.attention.self.key`, D, D),
      ...linear(`${path}.attention.self.value`, D, D),
      ...linear(`${path}.attention.output.dense`, D, D),
      ...norm(`${path}.attention.output.LayerNorm`),
      ...linear(`${path}.intermediate.dense`, F, D),
      ...linear(`${path}.output.dense`, D, F),
      ...norm(`${path}.output.LayerNorm`),
    ];
  }),
  ...linear('pooler.dense', D, D),
];

export const HEAD: readonly [string, number[]][] = linear('classifier', 3, D);

/** LoRA pairs of rank r beside query and value of both layers, by path inside the backbone. */
export function loraPairs(rank: number): [string, number[]][] {
  return [0, 1].flatMap((layer) =>
    ['query', 'value'].flatMap((role): [string, number[]][] => [
      [`encoder.layer.${layer}.attention.self.${role}.lora_A.weight`, [rank, D]],
      [`encoder.layer.${layer}.attention.self.${role}.lora_B.weight`, [D, rank]],
    ]),
  );
}

/** Names with a prefix. */
export function under(
  prefix: string,
  tensors: readonly [string, number[]][],
): [string, number[]][] {
  return tensors.map(([name, shape]) => [prefix + name, shape]);
}

import { dropMask } from '../ops/dropout';

/** Queries [N, H·d], keys and values [N, K·d], flat. */
export interface AttentionData {
  readonly q: Float32Array;
  readonly k: Float32Array;
  readonly v: Float32Array;
}

interface AttentionSizes {
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly causal: boolean;
  readonly scale: number;
  readonly rate: number;
  readonly salt: number;
}

/**
 * Attention over packed segments in plain loops: what the backward pass takes from the forward pass.
 * `table` holds (start, length) of each segment. → o [N, H·d], log-sum-exp [N, H]
 */
export function attend(
  { q, k, v }: AttentionData,
  table: Int32Array,
  key: number,
  sizes: AttentionSizes,
): { readonly o: Float32Array; readonly lse: Float32Array } {
  const { heads, kvHeads, headDim, causal, scale } = sizes;
  const lse = new Float32Array(q.length / headDim);
  const o = new Float32Array(q.length);
  for (let s = 0; s < table.length; s += 2) {
    const [start, length] = [table[s] as number, table[s + 1] as number];
    for (let row = start * heads; row < (start + length) * heads; row++) {
      const [query, head] = [Math.floor(row / heads), row % heads];
      const kvHead = Math.floor(head / (heads / kvHeads));
      const seen = causal ? query - start + 1 : length;
      const mask = dropMask(key, sizes, 1, seen, () => row);
      const at = (j: number): number => ((start + j) * kvHeads + kvHead) * headDim;
      const weights = Array.from({ length: seen }, (_, j) => {
        let score = 0;
        for (let c = 0; c < headDim; c++)
          score += (q[row * headDim + c] as number) * (k[at(j) + c] as number);
        return Math.exp(scale * score);
      });
      const sum = weights.reduce((total, weight) => total + weight, 0);
      lse[row] = Math.log(sum);
      weights.forEach((weight, j) => {
        const share = ((mask[j] as number) * weight) / sum;
        for (let c = 0; c < headDim; c++)
          o[row * headDim + c] =
            (o[row * headDim + c] as number) + share * (v[at(j) + c] as number);
      });
    }
  }
  return { o, lse };
}

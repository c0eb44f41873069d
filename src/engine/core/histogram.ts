/** How often values fall between neighbouring edges. */
export interface Histogram {
  /** One more than there are counts, rising; equally far apart, or by equal ratios. */
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

/**
 * The legend of letters used in every shape comment of the engine:
 *
 *   N tokens of a packed batch     S segments (sequences) of it     R rows of a matrix
 *   D hidden width                 F feed-forward width              V vocabulary
 *   H query heads                  K key/value heads                 d width of one head
 *   L layers                       C classes                         r LoRA rank
 *   P virtual tokens               M masked tokens of it
 *
 * N, S and M are the only sizes that change from run to run; only the first dimension of a shape may
 * be one of them. A plan is made for a capacity of each, and every run says how many are in use.
 */
export type Dim = number | 'N' | 'S' | 'M';
export type Shape = readonly Dim[];

/** How many tokens, segments and masked tokens: a plan's capacity, or what one run uses. */
export interface Counts {
  readonly N: number;
  readonly S: number;
  /** Absent where no token is masked. */
  readonly M?: number;
}

/** A dimension as a number. */
export function resolveDim(dim: Dim, counts: Counts): number {
  return dim === 'M' ? (counts.M ?? 0) : typeof dim === 'number' ? dim : counts[dim];
}

/** A shape as numbers. */
export function resolveShape(shape: Shape, counts: Counts): number[] {
  return shape.map((dim) => resolveDim(dim, counts));
}

/** Elements of a shape; 1 for a scalar. */
export function elementCount(shape: Shape, counts: Counts): number {
  return shape.reduce<number>((product, dim) => product * resolveDim(dim, counts), 1);
}

/** Whether two shapes are the same letter by letter. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dim, i) => dim === b[i]);
}

/** "[N, 384]", for messages. */
export function shapeText(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

import { createRandom } from '../core/rng';
import { type ParameterSpec, parameterSize } from './parameters';

/** What some initializers need besides a seed. */
export interface MadeOf {
  /** The parameter that the initializer names ({@link madeOf}). */
  readonly source: Float32Array;
  /** Token ids of the initializer's text. */
  readonly ids: readonly number[];
}

/**
 * Draws a parameter from its initializer. Each parameter has a stream of its own (a hash of its
 * name), so that adding one never changes the others.
 */
export function initialize(parameter: ParameterSpec, seed: number, of?: MadeOf): Float32Array {
  const { init } = parameter;
  const size = parameterSize(parameter);
  if (init.kind === 'ones') return new Float32Array(size).fill(1);
  if (init.kind === 'zeros') return new Float32Array(size);
  const random = createRandom(seed, nameHash(parameter.name));
  if (init.kind === 'normal') return new Float32Array(size).map(() => init.std * random.normal());
  if (init.kind === 'uniform')
    return new Float32Array(size).map(() => init.bound * (2 * random.uniform() - 1));
  if (!of) throw new Error(`${parameter.name} is made of ${init.of}, which was not given`);
  const [rows = 1, width = 1] = parameter.shape;
  if (init.kind === 'row-norms')
    return Float32Array.from(rowNorms(of.source, of.source.length / rows));
  const known = of.source.length / width;
  const pick = (row: number): number =>
    init.kind === 'some-rows' ? random.integer(known) : (of.ids[row % of.ids.length] ?? 0);
  const made = new Float32Array(size);
  for (let row = 0; row < rows; row++) {
    const from = width * pick(row);
    made.set(of.source.subarray(from, from + width), width * row);
  }
  return made;
}

/** The parameter of the model that a parameter's initial value is made from; null for most. */
export function madeOf({ init }: ParameterSpec): string | null {
  return 'of' in init ? init.of : null;
}

/** Euclidean norms of the rows of a matrix of this width, in double. */
export function rowNorms(matrix: Float32Array, width: number): Float64Array {
  const norms = new Float64Array(matrix.length / width);
  matrix.forEach((value, i) => {
    const row = Math.floor(i / width);
    norms[row] = (norms[row] as number) + value * value;
  });
  return norms.map(Math.sqrt);
}

/** FNV-1a over the name's UTF-16 units. */
function nameHash(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) {
    hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  }
  return hash;
}

import { createRandom } from '../core/rng';
import { type ParameterSpec, parameterSize } from './parameters';

/**
 * Draws a parameter from its initializer. Each parameter has a stream of its own (a hash of its
 * name), so that adding one never changes the others. `of`: the parameter that it is made from, where
 * its initializer names one ({@link madeOf}).
 */
export function initialize(
  parameter: ParameterSpec,
  seed: number,
  of: Float32Array = new Float32Array(0),
): Float32Array {
  const { init } = parameter;
  if (init.kind === 'row-norms')
    return Float32Array.from(rowNorms(of, of.length / parameterSize(parameter)));
  const data = new Float32Array(parameterSize(parameter));
  if (init.kind === 'ones') return data.fill(1);
  if (init.kind === 'zeros') return data;
  const random = createRandom(seed, nameHash(parameter.name));
  if (init.kind === 'normal') return data.map(() => init.std * random.normal());
  return data.map(() => init.bound * (2 * random.uniform() - 1));
}

/** The parameter of the model that a parameter's initial value is made from; null for most. */
export function madeOf({ init }: ParameterSpec): string | null {
  return init.kind === 'row-norms' ? init.of : null;
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

import { createRandom } from '../core/rng';
import { type ParameterSpec, parameterSize } from './parameters';

/**
 * Draws a parameter from its initializer. Each parameter has a stream of its own (a hash of its
 * name), so that adding one never changes the others.
 */
export function initialize(parameter: ParameterSpec, seed: number): Float32Array {
  const data = new Float32Array(parameterSize(parameter));
  const { init } = parameter;
  if (init.kind === 'ones') return data.fill(1);
  if (init.kind === 'zeros') return data;
  const random = createRandom(seed, nameHash(parameter.name));
  if (init.kind === 'normal') return data.map(() => init.std * random.normal());
  return data.map(() => init.bound * (2 * random.uniform() - 1));
}

/** FNV-1a over the name's UTF-16 units. */
function nameHash(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) {
    hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  }
  return hash;
}

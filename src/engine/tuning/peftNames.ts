import type { ModelShape } from '../models/model';
import type { Site } from '../nn/parameters';

/**
 * The shortest module names that PEFT's suffix matching resolves to exactly these sites: the last
 * parts of each path, lengthened until no other site of the model ends the same way.
 */
export function peftTargets(shape: ModelShape, sites: readonly Site[]): string[] {
  const wanted = new Set(sites.map(({ name }) => name));
  const suffixes = sites.map(({ name }) => {
    const parts = name.split('.');
    for (let length = 1; length < parts.length; length++) {
      const suffix = parts.slice(-length).join('.');
      const matched = shape.sites.filter(
        (site) => site.name === suffix || site.name.endsWith(`.${suffix}`),
      );
      if (matched.every((site) => wanted.has(site.name))) return suffix;
    }
    return name;
  });
  return [...new Set(suffixes)].sort();
}

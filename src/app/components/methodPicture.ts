import type { MethodPicture, PlaceState } from '../../worker/protocol';

export type { PlaceState } from '../../worker/protocol';

type Layer = MethodPicture['layers'][number];

/** Roles of a layer by the block they belong to; a norm belongs to neither. */
const BLOCKS = {
  attention: ['query', 'key', 'value', 'output'],
  mlp: ['up', 'gate', 'down'],
} as const;

/** A block trains as soon as one of its parts does. */
export function blockStates(layer: Layer): Readonly<Record<keyof typeof BLOCKS, PlaceState>> {
  const state = (roles: readonly string[]): PlaceState => {
    const found = roles.map((role) => layer[role]);
    if (found.includes('trained')) return 'trained';
    return found.includes('added') ? 'added' : 'frozen';
  };
  return { attention: state(BLOCKS.attention), mlp: state(BLOCKS.mlp) };
}

/** At most `most` layers spread evenly from bottom to top, so that a drawing stays small. */
export function shownLayers(count: number, most: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, i) => i);
  return Array.from({ length: most }, (_, i) => Math.round((i * (count - 1)) / (most - 1)));
}

/** The layer that shows best what the method does: the topmost one in which something trains. */
export function tellingLayer({ layers }: MethodPicture): number {
  const top = layers.findLastIndex((layer) =>
    Object.values(layer).some((state) => state !== 'frozen'),
  );
  return top >= 0 ? top : layers.length - 1;
}

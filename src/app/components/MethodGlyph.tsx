import type { MethodPicture } from '../../worker/protocol';
import { blockStates, type PlaceState, shownLayers } from './methodPicture';

const BLOCKS = [
  { x: 5, part: 'attention' },
  { x: 15, part: 'mlp' },
] as const;

/** The method as a small drawing: head, layers of attention and MLP, embeddings; green is trained. */
export function MethodGlyph({ picture }: { readonly picture: MethodPicture }) {
  const layers = shownLayers(picture.layers.length, 6).map((i) => picture.layers[i] ?? {});
  const height = 4 * layers.length + 7;
  return (
    <svg
      className="glyph"
      width={23}
      height={height}
      shapeRendering="crispEdges"
      aria-hidden
      data-glyph
    >
      <Bar x={5} y={0} width={18} state={picture.head} />
      {[...layers].reverse().map((layer, i) => {
        const states = blockStates(layer);
        return BLOCKS.map(({ x, part }) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a layer's identity is its place
          <Bar key={`${part}${i}`} x={x} y={4 + 4 * i} width={8} state={states[part]} />
        ));
      })}
      <Bar x={5} y={height - 3} width={18} state={picture.embeddings} />
      {picture.virtualTokens > 0 && (
        <rect x={0} y={height - 3} width={4} height={3} fill="var(--tuned)" />
      )}
    </svg>
  );
}

interface BarProps {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly state: PlaceState;
}

function Bar({ x, y, width, state }: BarProps) {
  const fill = state === 'trained' ? 'var(--tuned)' : 'var(--glyph)';
  if (state !== 'added') return <rect x={x} y={y} width={width} height={3} fill={fill} />;
  return (
    <>
      <rect x={x} y={y} width={width - 4} height={3} fill="var(--glyph)" />
      <rect x={x + width - 3} y={y} width={3} height={3} fill="var(--tuned)" />
    </>
  );
}

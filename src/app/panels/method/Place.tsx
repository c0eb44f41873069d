import type { PlaceState } from '../../components/methodPicture';

interface Props {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly state: PlaceState;
  readonly label: string;
}

/** A matrix of the diagram: filled when its own weights move, with a pair beside it when added to. */
export function Place({ x, y, width, height, state, label }: Props) {
  const added = state === 'added';
  const own = added ? width - (label === '' ? 6 : 16) : width;
  return (
    <g>
      <rect x={x} y={y} width={width} height={height} fill="var(--sheet)" />
      <rect
        x={x + 0.5}
        y={y + 0.5}
        width={own - 1}
        height={height - 1}
        rx={3}
        fill={state === 'trained' ? 'var(--tuned)' : 'var(--sunken)'}
        stroke={state === 'trained' ? 'var(--tuned)' : 'var(--line-strong)'}
      />
      {added && <Beside x={x + own} y={y} height={height} slim={label === ''} />}
      {label !== '' && (
        <text
          x={x + own / 2}
          y={y + height / 2 + 4}
          textAnchor="middle"
          className={state === 'trained' ? 'on-green' : ''}
        >
          {label}
        </text>
      )}
    </g>
  );
}

function Beside({
  x,
  y,
  height,
  slim,
}: {
  readonly x: number;
  readonly y: number;
  readonly height: number;
  readonly slim: boolean;
}) {
  const bars = slim ? [2] : [3, 10];
  return bars.map((left) => (
    <rect
      key={left}
      x={x + left}
      y={y}
      width={slim ? 4 : 5}
      height={height}
      rx={1.5}
      fill="var(--tuned)"
    />
  ));
}

interface Props {
  readonly values: readonly number[];
  readonly width: number;
  readonly height: number;
  readonly color: string;
  /** The scale; without it the values' own range. */
  readonly range?: readonly [number, number];
  /** How many values the whole width has room for; without it they fill it. */
  readonly room?: number;
  readonly dots?: boolean;
  readonly dash?: string;
}

/** A line so small that it needs no axes; what it says stands beside it in words. */
export function Sparkline({ values, width, height, color, range, room, dots, dash }: Props) {
  const finite = values.filter((value) => Number.isFinite(value));
  const low = range?.[0] ?? Math.min(...finite);
  const high = range?.[1] ?? Math.max(...finite);
  const places = Math.max(2, room ?? values.length, values.length) - 1;
  const points = values.map((value, i) => ({
    x: 3 + ((width - 6) * i) / places,
    y: height - 3 - ((height - 6) * (value - low)) / Math.max(1e-9, high - low),
  }));
  const middle = height / 2;
  return (
    <svg className="sparkline" width={width} height={height} aria-hidden>
      {range && (
        <path d={`M0 ${middle}H${width}`} stroke="var(--line-strong)" strokeDasharray="1 3" />
      )}
      <path
        d={points
          .map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`)
          .join('')}
        fill="none"
        stroke={color}
        strokeWidth={1.5}
        strokeDasharray={dash}
      />
      {dots &&
        points.map(({ x, y }) => (
          <circle
            key={x}
            cx={x}
            cy={y}
            r={2}
            fill={y < middle ? color : 'var(--sheet)'}
            stroke={color}
          />
        ))}
    </svg>
  );
}

import { memo, type ReactNode } from 'react';
import { thinned } from './thin';

interface Props {
  readonly name: string;
  /** The value now, or under the pointer. */
  readonly value: string;
  readonly xs: readonly number[];
  readonly ys: readonly number[];
  /** Where the x axis ends. */
  readonly end: number;
  /** The top of the scale, and how it is written. */
  readonly top: number;
  readonly topText: string;
  /** Where the pointer is on the x axis; null where it is not. */
  readonly hover: number | null;
}

const MOST_POINTS = 180;
const WIDTH = 100;
const HEIGHT = 54;

/**
 * A series from zero to its top, on the x axis of the big chart. Plain paths in a box that stretches:
 * three of these cost less than one axis of a chart library, four times a second.
 */
export const SmallChart = memo(function SmallChart(props: Props) {
  const { name, value, xs, ys, end, top, topText, hover } = props;
  const at = (i: number): string => {
    const x = (WIDTH * (xs[i] ?? 0)) / Math.max(1e-9, end);
    const y = HEIGHT * (1 - Math.min(1, Math.max(0, (ys[i] ?? 0) / Math.max(1e-12, top))));
    return `${x.toFixed(2)} ${y.toFixed(2)}`;
  };
  const shown = thinned(ys, MOST_POINTS);
  const path = shown.map((i, k) => `${k === 0 ? 'M' : 'L'}${at(i)}`).join('');
  const first = at(shown[0] ?? 0).split(' ')[0];
  const last = at(shown.at(-1) ?? 0).split(' ')[0];
  return (
    <SmallFigure name={name} value={value} top={topText} bottom="0">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${name} ${value}`}
      >
        {shown.length > 1 && (
          <>
            <path d={`${path}L${last} ${HEIGHT}L${first} ${HEIGHT}z`} className="fill" />
            <path d={path} className="line" vectorEffect="non-scaling-stroke" />
          </>
        )}
        {hover !== null && (
          <path
            d={`M${(WIDTH * hover) / Math.max(1e-9, end)} 0V${HEIGHT}`}
            className="hover"
            vectorEffect="non-scaling-stroke"
          />
        )}
      </svg>
    </SmallFigure>
  );
});

/** The frame of a small figure: name and value above it, the scale's ends at its right. */
export function SmallFigure(props: {
  readonly name: string;
  readonly value: string;
  readonly top: string;
  readonly bottom: string;
  readonly children: ReactNode;
}) {
  const { name, value, top, bottom, children } = props;
  return (
    <div className="small-chart">
      <p className="name">
        {name} <b>{value}</b>
      </p>
      <small>{top}</small>
      <div className="plot">
        {children}
        <small>{bottom}</small>
      </div>
    </div>
  );
}

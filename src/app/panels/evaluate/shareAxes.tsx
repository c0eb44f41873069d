import { percentText } from '../../format';

/** Size of a drawing with a share on either axis, in its own units. */
export const AXES = { width: 420, height: 270 } as const;
const MARGIN = { left: 48, right: 12, top: 8, bottom: 40 };
const TICKS = [0, 0.25, 0.5, 0.75, 1];

/** Where a share lies across. */
export function x(share: number): number {
  return MARGIN.left + share * (AXES.width - MARGIN.left - MARGIN.right);
}

/** Where a share lies up. */
export function y(share: number): number {
  return AXES.height - MARGIN.bottom - share * (AXES.height - MARGIN.top - MARGIN.bottom);
}

/** Lines, percentages and names of both axes. */
export function Axes({ across, up }: { readonly across: string; readonly up: string }) {
  return (
    <g>
      {TICKS.map((tick) => (
        <g key={tick}>
          <path d={`M${x(0)} ${y(tick)}H${x(1)}`} stroke="var(--line)" />
          <text x={x(0) - 6} y={y(tick)} textAnchor="end" dominantBaseline="middle">
            {percentText(tick, 0)}
          </text>
          <text x={x(tick)} y={y(0) + 15} textAnchor={tick === 1 ? 'end' : 'middle'}>
            {percentText(tick, 0)}
          </text>
        </g>
      ))}
      <text x={x(0.5)} y={AXES.height - 6} textAnchor="middle">
        {across}
      </text>
      <text transform={`translate(10 ${y(0.5)}) rotate(-90)`} textAnchor="middle">
        {up}
      </text>
    </g>
  );
}

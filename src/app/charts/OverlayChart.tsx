import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import {
  CartesianGrid,
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { lossText } from '../format';
import { axisEnd, axisText, axisTicks } from './axisText';
import { lossTicks } from './curve';
import { type OverlayCurve, overlayRows, pointBefore } from './overlay';

const TICK = { fontSize: 11, fill: 'var(--ink-2)' };

/** Losses of several runs by epoch; each with its own colour and its own dash. */
export const OverlayChart = memo(function OverlayChart({
  curves,
}: {
  readonly curves: readonly OverlayCurve[];
}) {
  const { t } = useTranslation();
  const all = curves.flatMap(({ points }) => points);
  const end = all.reduce((most, { epoch }) => Math.max(most, epoch), 0) || 1;
  const high = all.reduce((most, { loss }) => Math.max(most, loss), 0);
  const low = all.reduce((least, { loss }) => Math.min(least, loss), high);
  const ticks = lossTicks({ low, high }, false);
  return (
    <div className="overlay-chart" role="img" aria-label={t('overlayChart')}>
      <ResponsiveContainer width="100%" height="100%">
        <LineChart
          data={[...overlayRows(curves)]}
          margin={{ top: 8, right: 24, bottom: 0, left: -16 }}
          accessibilityLayer={false}
        >
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis
            dataKey="epoch"
            type="number"
            domain={[0, end]}
            ticks={axisTicks('epoch', end, 6)}
            interval={0}
            tick={TICK}
            stroke="var(--line-strong)"
            tickFormatter={(value: number) =>
              value === end ? axisEnd(t, 'epoch', value) : axisText('epoch', value)
            }
          />
          <YAxis
            domain={[ticks[0] ?? 0, ticks.at(-1) ?? 1]}
            ticks={ticks}
            interval={0}
            allowDataOverflow
            axisLine={false}
            tickLine={false}
            tick={TICK}
          />
          <Tooltip
            isAnimationActive={false}
            cursor={{ stroke: 'var(--ink-3)', strokeDasharray: '2 2' }}
            content={({ active, label }) =>
              active ? <Tip curves={curves} epoch={Number(label)} /> : null
            }
          />
          {curves.map(({ id, name, color, dash, points }) => (
            <Line
              key={id}
              type="linear"
              dataKey={id}
              name={name}
              stroke={color}
              strokeWidth={2}
              {...(dash === undefined ? {} : { strokeDasharray: dash })}
              // A single point makes no line.
              dot={points.length === 1 && { fill: color, r: 4 }}
              activeDot={false}
              connectNulls
              isAnimationActive={false}
            />
          ))}
        </LineChart>
      </ResponsiveContainer>
    </div>
  );
});

/** What every run had come to at the epoch under the pointer. */
function Tip(props: { readonly curves: readonly OverlayCurve[]; readonly epoch: number }) {
  const { t } = useTranslation();
  const { curves, epoch } = props;
  return (
    <div className="chart-tip">
      <div>
        <b>{axisEnd(t, 'epoch', epoch)}</b>
      </div>
      {curves.map(({ id, name, color, dash, points }) => {
        const point = pointBefore(points, epoch);
        return (
          point && (
            <div key={id}>
              <svg width="14" height="8" aria-hidden>
                <path d="M0 4H14" stroke={color} strokeWidth="2" strokeDasharray={dash} />
              </svg>
              {name}
              <b>{lossText(point.loss)}</b>
            </div>
          )
        );
      })}
    </div>
  );
}

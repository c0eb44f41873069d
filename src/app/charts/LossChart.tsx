import { useElementSize } from '@mantine/hooks';
import { memo, useDeferredValue } from 'react';
import { useTranslation } from 'react-i18next';
import {
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceArea,
  ReferenceLine,
  Tooltip,
  XAxis,
  YAxis,
  ZIndexLayer,
} from 'recharts';
import type { Trouble } from '../../worker/protocol';
import { timeText } from '../format';
import type { ValidationPoint } from '../stores/runState';
import { axisEnd, axisText, axisTicks } from './axisText';
import { type Axis, type Curve, type CurveRow, lossTicks } from './curve';
import { LossMarks } from './LossMarks';
import { LossTip } from './LossTip';

interface TickProps {
  readonly x: number | string;
  readonly y: number | string;
  readonly payload: { readonly value: number };
}

interface Props {
  readonly curve: Curve;
  readonly axis: Axis;
  readonly log: boolean;
  /** The loss of pure guessing, and among how many classes; null where it is not known. */
  readonly guess: { readonly loss: number; readonly classes: number } | null;
  readonly validations: readonly ValidationPoint[];
  /** Seconds left while training, else null. */
  readonly secondsLeft: number | null;
  /** What ails the run; said whole above the chart. */
  readonly trouble: Trouble | null;
  /** The step at which the loss was no number. */
  readonly failedAt: number | null;
  readonly narrow: boolean;
  /** The step under the pointer; null when it leaves. */
  readonly onHover: (step: number | null) => void;
}

const TICK = { fontSize: 11, fill: 'var(--ink-2)' };
/** Axes are drawn before there is a curve, too. */
const BLANK = [{ x: 0 }];
/** Above lines and areas (recharts draws lines at 400), below the dots under the pointer. */
const MARKS = 700;
const LINE = { type: 'linear', isAnimationActive: false, connectNulls: true, dot: false } as const;

/** Raw and smoothed training loss, validation as joined points, guessing, and what is still to come. */
export const LossChart = memo(function LossChart(props: Props) {
  const { t } = useTranslation();
  const { ref, ...size } = useElementSize();
  // recharts' own container draws the chart at once when it learns its size; this one in slices.
  const width = useDeferredValue(size.width);
  const height = useDeferredValue(size.height);
  return (
    <div className="loss-chart" role="img" aria-label={t('chart')} ref={ref}>
      {width > 0 && height > 0 && <Drawing {...props} width={width} height={height} />}
    </div>
  );
});

interface Size {
  readonly width: number;
  readonly height: number;
}

function Drawing(props: Props & Size) {
  const { curve, axis, log, guess, validations, secondsLeft, narrow, onHover } = props;
  const { t } = useTranslation();
  const { rows } = curve;
  const last = rows.at(-1);
  const end = props.failedAt === null ? curve.end : Math.max(1, 1.25 * (last?.x ?? 0));
  // Once nothing more comes, the last values need a place beside the lines.
  const roomy = !narrow && secondsLeft === null && (last?.x ?? 0) > 0.86 * end;
  const room = roomy ? 112 : 16;
  const ticks = lossTicks({ low: curve.low, high: Math.max(curve.high, guess?.loss ?? 0) }, log);
  return (
    <ComposedChart
      width={props.width}
      height={props.height}
      data={rows.length > 0 ? [...rows] : BLANK}
      margin={{ top: 10, right: narrow ? 10 : room, bottom: 0, left: -16 }}
      accessibilityLayer={false}
      onMouseMove={({ activeTooltipIndex }) =>
        onHover(rows[Number(activeTooltipIndex)]?.step ?? null)
      }
      onMouseLeave={() => onHover(null)}
    >
      <CartesianGrid vertical={false} stroke="var(--line)" />
      <XAxis
        dataKey="x"
        type="number"
        domain={[0, end]}
        ticks={axisTicks(axis, end, narrow ? 4 : 6)}
        interval={0}
        niceTicks="none"
        tick={({ x, y, payload }: TickProps) => {
          const isEnd = payload.value === end;
          return (
            <text
              x={isEnd && !roomy ? Number(x) + 10 : x}
              y={Number(y) + 10}
              textAnchor={isEnd && !roomy ? 'end' : 'middle'}
              {...TICK}
            >
              {isEnd ? axisEnd(t, axis, end) : axisText(axis, payload.value)}
            </text>
          );
        }}
        stroke="var(--line-strong)"
      />
      <YAxis
        scale={log ? 'log' : 'linear'}
        domain={[ticks[0] ?? 0, ticks.at(-1) ?? 1]}
        ticks={ticks}
        interval={0}
        niceTicks="none"
        allowDataOverflow
        axisLine={false}
        tickLine={false}
        tick={TICK}
      />
      {secondsLeft !== null && last && last.x < end && (
        <ReferenceArea
          x1={last.x}
          x2={end}
          fill="var(--sunken)"
          fillOpacity={0.5}
          label={{
            value: narrow ? timeText(secondsLeft) : t('toGo', { time: timeText(secondsLeft) }),
            position: 'insideTop',
            fontSize: 12,
            fill: 'var(--ink-2)',
          }}
        />
      )}
      {guess && (
        <ReferenceLine
          y={guess.loss}
          stroke="var(--base)"
          strokeDasharray="2 4"
          label={{
            value: t(narrow ? 'guessingShort' : 'guessing', {
              count: guess.classes,
              loss: guess.loss.toFixed(2),
            }),
            position: 'insideTopRight',
            dy: -20,
            fontSize: 11,
            fill: 'var(--ink-2)',
          }}
        />
      )}
      <Tooltip
        isAnimationActive={false}
        cursor={{ stroke: 'var(--ink-3)', strokeDasharray: '2 2' }}
        content={({ active, payload }) => {
          const row = payload?.[0]?.payload as CurveRow | undefined;
          return active && row ? <LossTip row={row} validations={validations} /> : null;
        }}
      />
      <Line
        {...LINE}
        dataKey="train"
        stroke="var(--train)"
        strokeWidth={1}
        strokeOpacity={0.38}
        activeDot={false}
      />
      <Line
        {...LINE}
        dataKey="smooth"
        stroke="var(--train)"
        strokeWidth={2.5}
        strokeLinejoin="round"
        activeDot={{ r: 4, fill: 'var(--train)', stroke: 'var(--sheet)' }}
      />
      <Line
        {...LINE}
        dataKey="validation"
        stroke="var(--validation)"
        strokeWidth={1.5}
        activeDot={false}
      />
      <ZIndexLayer zIndex={MARKS}>
        <LossMarks {...props} />
      </ZIndexLayer>
    </ComposedChart>
  );
}

export type LossChartProps = Props;

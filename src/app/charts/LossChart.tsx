import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import {
  CartesianGrid,
  ComposedChart,
  Legend,
  Line,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import type { Point } from '../stores/run';

interface Props {
  readonly points: readonly Point[];
  readonly steps: number;
  readonly classes: number;
  readonly scale: 'linear' | 'log';
}

/** Raw and smoothed training loss, validation as joined points, and the loss of guessing. */
export const LossChart = memo(function LossChart({ points, steps, classes, scale }: Props) {
  const { t } = useTranslation();
  const guess = classes > 1 ? Math.log(classes) : null;
  const line = { type: 'linear', isAnimationActive: false, connectNulls: true } as const;
  return (
    <div style={{ height: 320 }} role="img" aria-label={t('chart')}>
      <ResponsiveContainer width="100%" height="100%">
        <ComposedChart
          data={[...points]}
          margin={{ top: 8, right: 16, bottom: 0, left: -16 }}
          accessibilityLayer={false}
        >
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis
            dataKey="step"
            type="number"
            domain={[0, Math.max(1, steps)]}
            tick={{ fontSize: 11, fill: 'var(--ink-2)' }}
            stroke="var(--line)"
          />
          <YAxis
            scale={scale}
            domain={scale === 'log' ? [0.001, 'auto'] : [0, 'auto']}
            allowDataOverflow
            tick={{ fontSize: 11, fill: 'var(--ink-2)' }}
            stroke="var(--line)"
            tickFormatter={(value: number) => String(Number(value.toPrecision(2)))}
          />
          {guess !== null && (
            <ReferenceLine
              y={guess}
              stroke="var(--base)"
              strokeDasharray="2 3"
              label={{
                value: t('guessing', { count: classes, loss: guess.toFixed(2) }),
                position: 'insideTopRight',
                fontSize: 11,
                fill: 'var(--ink-2)',
              }}
            />
          )}
          <Tooltip
            isAnimationActive={false}
            formatter={(value) => Number(value).toFixed(3)}
            labelFormatter={(step) => `${t('step')} ${step}`}
            contentStyle={{
              background: 'var(--sheet)',
              border: '1px solid var(--line)',
              color: 'var(--ink)',
            }}
          />
          <Legend />
          <Line
            {...line}
            dataKey="train"
            name={t('lossTrain')}
            stroke="var(--train)"
            strokeWidth={1}
            strokeOpacity={0.38}
            dot={false}
          />
          <Line
            {...line}
            dataKey="smooth"
            name={t('lossSmooth')}
            stroke="var(--train)"
            strokeWidth={2.5}
            dot={false}
          />
          <Line
            {...line}
            dataKey="validation"
            name={t('lossValidation')}
            stroke="var(--validation)"
            strokeWidth={1.5}
            dot={{ r: 3, fill: 'var(--validation)' }}
            legendType="diamond"
          />
        </ComposedChart>
      </ResponsiveContainer>
    </div>
  );
});

import { SegmentedControl } from '@mantine/core';
import { memo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  CartesianGrid,
  ErrorBar,
  LabelList,
  ResponsiveContainer,
  Scatter,
  ScatterChart,
  XAxis,
  YAxis,
} from 'recharts';
import type { Standing, Standings } from '../../../worker/protocol';
import { bytesText, countText, percentText, timeText } from '../../format';
import { useStudio } from '../../hooks';
import { isShare, metricText } from '../evaluate/numbers';
import { COSTS, type Cost } from './results';
import { spreadText } from './spreadText';
import { useMethodName } from './useMethodName';

const TICK = { fontSize: 11, fill: 'var(--ink-2)' };
const AXES: Readonly<Record<Cost, { word: string; text: (value: number) => string }>> = {
  trainable: { word: 'bakeOffTrainable', text: countText },
  fileBytes: { word: 'bakeOffFile', text: bytesText },
  peakBytes: { word: 'bakeOffMemory', text: bytesText },
  seconds: { word: 'bakeOffTime', text: timeText },
};

/** A method: what it costs, its quality with the deviation where it ran several times. */
interface Point {
  readonly x: number;
  readonly y: number;
  readonly deviation: number;
  readonly name: string;
  readonly said: string;
}

/**
 * The metric that decides against what it costs; up and to the left is better, an error turned round for
 * it. Costs differ by powers of ten.
 */
export function CostChart({ standings }: { readonly standings: Standings }) {
  const { t } = useTranslation();
  const name = useMethodName();
  const [cost, setCost] = useState<Cost>('trainable');
  const lower = useIsLower(standings.metric);
  const { metric, methods, best } = standings;
  const { word, text } = AXES[cost];
  const pointOf = (standing: Standing): Point[] => {
    const spread = standing.metrics[metric];
    const x = costOf(standing, cost);
    if (!spread || x === null) return [];
    return [
      {
        x: Math.max(1, x),
        y: spread.mean,
        deviation: spread.deviation ?? 0,
        name: name(standing.method),
        said: `${name(standing.method)}: ${spreadText(metric, spread)}, ${text(x)}`,
      },
    ];
  };
  const others = methods.filter(({ method }) => method !== best).flatMap(pointOf);
  const top = methods.filter(({ method }) => method === best).flatMap(pointOf);
  if (others.length + top.length < 2) return null;
  const title = t('bakeOffChart', { metric: t(metric), what: t(word) });
  return (
    <section className="section bake-off-part">
      <header>
        <h2>{title}</h2>
        <span className="spread" />
        <SegmentedControl
          size="xs"
          aria-label={t('bakeOffAxis')}
          value={cost}
          onChange={(value) => setCost(value as Cost)}
          data={COSTS.map((value) => ({ value, label: t(AXES[value].word) }))}
        />
      </header>
      <Chart others={others} top={top} title={title} text={text} metric={metric} lower={lower} />
    </section>
  );
}

function costOf(standing: Standing, cost: Cost): number | null {
  return cost === 'seconds' ? (standing.seconds?.mean ?? null) : standing[cost];
}

/** Whether less of a metric is better. */
function useIsLower(metric: string): boolean {
  return useStudio(({ catalog }) =>
    (catalog?.tasks ?? []).some(({ metrics }) =>
      metrics.some(({ id, better }) => id === metric && better === 'lower'),
    ),
  );
}

interface ChartProps {
  readonly others: readonly Point[];
  readonly top: readonly Point[];
  readonly title: string;
  readonly text: (value: number) => string;
  readonly metric: string;
  readonly lower: boolean;
}

const Chart = memo(function Chart({ others, top, title, text, metric, lower }: ChartProps) {
  const said = [...top, ...others].map((point) => point.said);
  const range = rangeOf([...others, ...top], isShare(metric));
  // Four steps of an axis are not always whole percents.
  const step = 25 * (range[1] - range[0]);
  const digits = Math.abs(step - Math.round(step)) < 1e-6 ? 0 : 1;
  const whiskers = (
    <ErrorBar dataKey="deviation" direction="y" width={5} stroke="var(--ink-2)" strokeWidth={1} />
  );
  return (
    <div className="cost-chart" role="img" aria-label={`${title}. ${said.join('; ')}`}>
      <ResponsiveContainer width="100%" height="100%">
        <ScatterChart
          margin={{ top: 16, right: 40, bottom: 0, left: 0 }}
          accessibilityLayer={false}
        >
          <CartesianGrid stroke="var(--line)" />
          <XAxis
            dataKey="x"
            type="number"
            scale="log"
            domain={[(least: number) => least / 2, (most: number) => most * 3]}
            tick={TICK}
            stroke="var(--line-strong)"
            tickFormatter={text}
          />
          <YAxis
            dataKey="y"
            type="number"
            domain={range}
            reversed={lower}
            width={56}
            axisLine={false}
            tickLine={false}
            tick={TICK}
            tickFormatter={(value: number) =>
              isShare(metric) ? percentText(value, digits) : metricText(metric, value)
            }
          />
          <Scatter data={[...others]} fill="var(--base)" isAnimationActive={false}>
            <LabelList dataKey="name" position="right" fontSize={11} fill="var(--ink-2)" />
            {whiskers}
          </Scatter>
          <Scatter data={[...top]} fill="var(--tuned)" shape="diamond" isAnimationActive={false}>
            <LabelList
              dataKey="name"
              position="right"
              fontSize={11}
              fontWeight={600}
              fill="var(--ink)"
            />
            {whiskers}
          </Scatter>
        </ScatterChart>
      </ResponsiveContainer>
    </div>
  );
});

/** What the axis of a metric spans: whole steps of ten percent for a share, else a tenth more than there is. */
function rangeOf(points: readonly Point[], share: boolean): [number, number] {
  const low = Math.min(...points.map(({ y, deviation }) => y - deviation));
  const high = Math.max(...points.map(({ y, deviation }) => y + deviation));
  if (share)
    return [Math.max(0, Math.floor(10 * low) / 10), Math.min(1, Math.ceil(10 * high + 0.1) / 10)];
  const margin = (high - low || Math.abs(high) || 1) / 10;
  return [low - margin, high + margin];
}

import { SegmentedControl } from '@mantine/core';
import { memo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  CartesianGrid,
  LabelList,
  ResponsiveContainer,
  Scatter,
  ScatterChart,
  XAxis,
  YAxis,
} from 'recharts';
import { bytesText, countText, percentText, timeText } from '../../format';
import { COSTS, type Cost, type Result } from './results';
import { useMethodName } from './useMethodName';

const TICK = { fontSize: 11, fill: 'var(--ink-2)' };
const AXES: Readonly<Record<Cost, { word: string; text: (value: number) => string }>> = {
  trainable: { word: 'bakeOffTrainable', text: countText },
  fileBytes: { word: 'bakeOffFile', text: bytesText },
  peakBytes: { word: 'bakeOffMemory', text: bytesText },
  seconds: { word: 'bakeOffTime', text: timeText },
};

interface Point {
  readonly x: number;
  readonly y: number;
  readonly name: string;
}

/** Accuracy against what it costs; up and to the left is better. Costs differ by powers of ten. */
export function CostChart(props: {
  readonly results: readonly Result[];
  readonly best: Result | null;
}) {
  const { results, best } = props;
  const { t } = useTranslation();
  const name = useMethodName();
  const [cost, setCost] = useState<Cost>('trainable');
  const { word, text } = AXES[cost];
  const points = (wanted: readonly Result[]): Point[] =>
    wanted.flatMap((result) => {
      const [x, y] = [result[cost], result.accuracy];
      return x === null || y === null
        ? []
        : [{ x: Math.max(1, x), y, name: name(result.entry.method) }];
    });
  const others = points(results.filter((result) => result !== best));
  const top = points(best ? [best] : []);
  if (others.length + top.length < 2) return null;
  const title = t('bakeOffChart', { what: t(word) });
  return (
    <section className="section bake-off-chart">
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
      <Chart others={others} top={top} title={title} text={text} />
    </section>
  );
}

interface ChartProps {
  readonly others: readonly Point[];
  readonly top: readonly Point[];
  readonly title: string;
  readonly text: (value: number) => string;
}

const Chart = memo(function Chart({ others, top, title, text }: ChartProps) {
  const ys = [...others, ...top].map(({ y }) => y);
  const low = Math.max(0, Math.floor(10 * Math.min(...ys)) / 10);
  const high = Math.min(1, Math.ceil(10 * Math.max(...ys) + 0.1) / 10);
  const said = [...top, ...others].map(
    ({ name, x, y }) => `${name}: ${percentText(y)}, ${text(x)}`,
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
            domain={[low, high]}
            width={48}
            axisLine={false}
            tickLine={false}
            tick={TICK}
            tickFormatter={(value: number) => percentText(value, 0)}
          />
          <Scatter data={[...others]} fill="var(--base)" isAnimationActive={false}>
            <LabelList dataKey="name" position="right" fontSize={11} fill="var(--ink-2)" />
          </Scatter>
          <Scatter data={[...top]} fill="var(--tuned)" shape="diamond" isAnimationActive={false}>
            <LabelList
              dataKey="name"
              position="top"
              fontSize={11}
              fontWeight={600}
              fill="var(--ink)"
            />
          </Scatter>
        </ScatterChart>
      </ResponsiveContainer>
    </div>
  );
});

import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { shortNumber } from '../../charts/axisText';
import { type Axis, indexOfStep } from '../../charts/curve';
import { SmallChart, SmallFigure } from '../../charts/SmallChart';
import { roundUp } from '../../charts/ticks';
import { MemoryParts } from '../../components/recipe/MemoryParts';
import { bytesText } from '../../format';
import { useRun } from '../../hooks';
import type { StepPoint } from '../../stores/runState';

interface Props {
  readonly axis: Axis;
  readonly end: number;
  /** The step under the pointer. */
  readonly hover: number | null;
}

type Reading = 'learningRate' | 'gradNorm' | 'tokensPerSecond';

/** What else was measured at each step, and what the run holds in memory. */
export function SmallCharts({ axis, end, hover }: Props) {
  const { t } = useTranslation();
  const series = useRun((state) => state.series);
  const xs = useMemo(() => series.map((point) => point[axis]), [series, axis]);
  const at = hover === null ? -1 : indexOfStep(series, hover);
  const figure = (name: string, reading: Reading, topOf: (values: number[]) => number) => (
    <Reading
      key={reading}
      name={name}
      series={series}
      reading={reading}
      topOf={topOf}
      xs={xs}
      end={end}
      at={at}
    />
  );
  return (
    <div className="small-charts">
      {figure(t('learningRate'), 'learningRate', highest)}
      {figure(t('gradNorm'), 'gradNorm', usual)}
      {figure(t('tokensASecond'), 'tokensPerSecond', usual)}
      <Memory />
    </div>
  );
}

function Reading(props: {
  readonly name: string;
  readonly series: readonly StepPoint[];
  readonly reading: Reading;
  readonly topOf: (values: number[]) => number;
  readonly xs: readonly number[];
  readonly end: number;
  readonly at: number;
}) {
  const { name, series, reading, topOf, xs, end, at } = props;
  const ys = useMemo(() => series.map((point) => point[reading]), [series, reading]);
  const top = useMemo(() => topOf(ys), [topOf, ys]);
  const over = ys.some((value) => value > top);
  const value = ys[at] ?? ys.at(-1);
  return (
    <SmallChart
      name={name}
      value={value === undefined ? '–' : shortNumber(value)}
      xs={xs}
      ys={ys}
      end={end}
      top={top}
      topText={`${over ? '> ' : ''}${shortNumber(top)}`}
      hover={xs[at] ?? null}
    />
  );
}

function highest(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), 0) || 1;
}

/** A round top above all but single peaks, so that one step does not flatten the rest. */
function usual(values: readonly number[]): number {
  const sorted = values.filter((value) => Number.isFinite(value)).sort((a, b) => a - b);
  const nearly = sorted[Math.floor(0.98 * (sorted.length - 1))] ?? 1;
  return roundUp(1.1 * nearly);
}

/** What the run holds: it is laid out before the first step and does not move after. */
function Memory() {
  const { t } = useTranslation();
  const memory = useRun((state) => state.memory);
  const peak = useRun((state) => state.summary?.peakBytes ?? 0);
  if (!memory) return null;
  return (
    <SmallFigure
      name={t('memoryTitle')}
      value={bytesText(peak || memory.total)}
      top={t('planned', { size: bytesText(memory.total) })}
      bottom=""
    >
      <MemoryParts bytes={memory} />
    </SmallFigure>
  );
}

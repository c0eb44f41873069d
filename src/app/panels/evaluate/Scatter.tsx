import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { SideReport } from '../../../worker/protocol';
import { numberText } from './numbers';

type Points = NonNullable<SideReport['scatter']>;

interface Props {
  readonly names: readonly string[];
  readonly tuned: Points;
  readonly base: Points;
}

const SIZE = 320;
const MARGIN = { left: 44, bottom: 28, top: 8, right: 20 };
/** Points that are drawn; more would lie over one another. */
const DRAWN = 1500;

/** True value across, predicted value up, for each target; on the line both are equal. */
export function Scatter({ names, tuned, base }: Props) {
  const { t } = useTranslation();
  return (
    <section className="section">
      <header>
        <h2>{t('scatter')}</h2>
        <span className="spread" />
        <span className="muted line">
          <i className="dot base" /> {t('base')} <i className="dot" /> {t('tuned')}
        </span>
      </header>
      <div className="line wrap">
        {tuned.map((points, i) => (
          <Plot key={names[i]} name={names[i] ?? ''} tuned={points} base={base[i] ?? NONE} />
        ))}
      </div>
    </section>
  );
}

const NONE: Points[number] = { truth: [], said: [] };

interface PlotProps {
  readonly name: string;
  readonly tuned: Points[number];
  readonly base: Points[number];
}

function Plot({ name, tuned, base }: PlotProps) {
  const { t } = useTranslation();
  const id = useId();
  const low = Math.min(...tuned.truth, ...tuned.said);
  const high = Math.max(...tuned.truth, ...tuned.said);
  const span = high > low ? high - low : 1;
  const x = (value: number): number =>
    MARGIN.left + ((value - low) / span) * (SIZE - MARGIN.left - MARGIN.right);
  const y = (value: number): number =>
    SIZE - MARGIN.bottom - ((value - low) / span) * (SIZE - MARGIN.top - MARGIN.bottom);
  const ticks = [low, low + span / 2, high];
  return (
    <svg className="scatter" viewBox={`0 0 ${SIZE} ${SIZE}`} role="img" aria-labelledby={id}>
      <title id={id}>{t('scatterOf', { name, count: tuned.truth.length })}</title>
      <path d={`M${x(low)} ${y(low)}L${x(high)} ${y(high)}`} stroke="var(--line-strong)" />
      {ticks.map((tick) => (
        <g key={tick} className="tick">
          <text x={MARGIN.left - 6} y={y(tick)} textAnchor="end" dominantBaseline="middle">
            {numberText(tick)}
          </text>
          <text x={x(tick)} y={SIZE - 12} textAnchor="middle">
            {numberText(tick)}
          </text>
        </g>
      ))}
      <Dots points={base} x={x} y={y} within={[low, high]} colour="var(--base)" />
      <Dots points={tuned} x={x} y={y} within={[low, high]} colour="var(--tuned)" />
    </svg>
  );
}

interface DotsProps {
  readonly points: Points[number];
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  readonly within: readonly [number, number];
  readonly colour: string;
}

function Dots({ points: { truth, said }, x, y, within: [low, high], colour }: DotsProps) {
  return truth.slice(0, DRAWN).map((value, i) => (
    <circle
      // biome-ignore lint/suspicious/noArrayIndexKey: points have no other name and never move
      key={i}
      cx={x(value)}
      cy={y(Math.max(low, Math.min(high, said[i] ?? low)))}
      r={2.5}
      fill={colour}
      fillOpacity={0.6}
    />
  ));
}

import { useTranslation } from 'react-i18next';
import type { EvaluationReport, SideReport } from '../../../worker/protocol';
import { percentText } from '../../format';
import { AXES, Axes, x, y } from './shareAxes';

type Calibration = NonNullable<SideReport['calibration']>;
type Bin = Calibration['bins'][number];

interface Props {
  readonly goal: EvaluationReport['goal'];
  readonly base: Calibration;
  readonly tuned: Calibration;
}

/** How sure the models are, against how often they are right: on the diagonal the two agree. */
export function Reliability({ goal, base, tuned }: Props) {
  const { t } = useTranslation();
  const said = useSaid(goal, tuned);
  const name = t(`reliabilityAxis_${goal}`);
  return (
    <section className="section">
      <header>
        <h2>{t('reliability')}</h2>
        <span className="spread" />
        <span className="muted line">
          <i className="dot base" /> {t('base')} <i className="dot" /> {t('tuned')}
        </span>
      </header>
      <svg
        className="share-plot"
        viewBox={`0 0 ${AXES.width} ${AXES.height}`}
        role="img"
        aria-label={`${t('reliability')}. ${said}`}
      >
        <Axes across={t(`confidence_${goal}`)} up={name} />
        {tuned.bins.map((bin, i) => (
          <g key={bin.low}>
            <Bar bin={base.bins[i] ?? bin} side="base" name={name} />
            <Bar bin={bin} side="tuned" name={name} />
          </g>
        ))}
        <path
          d={`M${x(0)} ${y(0)}L${x(1)} ${y(1)}`}
          stroke="var(--ink-3)"
          strokeDasharray="4 3"
          fill="none"
        />
      </svg>
      <p className="small">{said}</p>
    </section>
  );
}

interface BarProps {
  readonly bin: Bin;
  readonly side: 'base' | 'tuned';
  readonly name: string;
}

/** One bar: base to the left in its bin, tuned to the right; a bin without rows has none. */
function Bar({ bin, side, name }: BarProps) {
  const { t } = useTranslation();
  const { low, high, rows, accuracy } = bin;
  if (accuracy === null) return null;
  const width = (x(high) - x(low)) / 2 - 1.5;
  const left = side === 'base' ? x(low) + 1 : x(low) + width + 2;
  return (
    <rect
      x={left}
      y={y(accuracy) - 1}
      width={width}
      height={y(0) - y(accuracy) + 1}
      fill={`var(--${side})`}
    >
      <title>
        {t('reliabilityBar', {
          side: t(side),
          low: percentText(low, 0),
          high: percentText(high, 0),
          rows,
          name,
          share: percentText(accuracy, 0),
        })}
      </title>
    </rect>
  );
}

/** The error in words: how far off, and whether it is too sure. */
function useSaid(goal: string, { bins, error }: Calibration): string {
  const { t } = useTranslation();
  if (error.value === null) return t('undefinedScore', { reason: t(`undefined_${error.reason}`) });
  const rows = bins.reduce((sum, bin) => sum + bin.rows, 0);
  const mean = (of: (bin: Bin) => number | null): number =>
    bins.reduce((sum, bin) => sum + bin.rows * (of(bin) ?? 0), 0) / Math.max(1, rows);
  const [sure, right] = [mean((bin) => bin.confidence), mean((bin) => bin.accuracy)];
  const gap = sure - right;
  const lean = Math.abs(gap) < 0.01 ? 'fair' : gap > 0 ? 'over' : 'under';
  return t(`calibrated_${goal}_${lean}`, {
    sure: percentText(sure, 0),
    right: percentText(right, 0),
    off: (100 * error.value).toFixed(1),
  });
}

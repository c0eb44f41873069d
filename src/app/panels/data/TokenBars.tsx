import { useTranslation } from 'react-i18next';
import { percentText } from '../../format';
import { roundTicks, type TokenBins } from './tokenBins';

const BASE = 84;
const TALLEST = 52;

interface Props {
  readonly bins: TokenBins;
  readonly width: number;
  readonly cut: number;
  readonly over: number;
  readonly share: number;
}

/** The bars, hatched right of the line where texts are cut, and the line with its handle. */
export function TokenBars({ bins, width, cut, over, share }: Props) {
  const { t } = useTranslation();
  const most = bins.bins.reduce((largest, { rows }) => Math.max(largest, rows), 1);
  const bar = width / bins.bins.length;
  const x = Math.min(width - 1, (width * cut) / bins.end);
  const onLeft = x > width * 0.55;
  const label = { x: onLeft ? x - 6 : x + 6, textAnchor: onLeft ? 'end' : 'start' } as const;
  return (
    <svg className="chart" width={width} height={104} aria-hidden>
      <defs>
        <pattern
          id="cut-hatch"
          width="4"
          height="4"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect width="4" height="4" fill="var(--problem-soft)" />
          <path d="M0 0v4" stroke="var(--problem)" strokeWidth="3" />
        </pattern>
      </defs>
      {bins.bins.map(({ from, rows }, i) => {
        const height = rows === 0 ? 0 : Math.max(1.5, (TALLEST * rows) / most);
        return (
          <rect
            key={from}
            x={i * bar + 0.5}
            width={Math.max(1, bar - 1)}
            y={BASE - height}
            height={height}
            rx={1}
            fill={from >= cut ? 'url(#cut-hatch)' : 'var(--data)'}
          />
        );
      })}
      <path d={`M0 ${BASE + 0.5}H${width}`} stroke="var(--line)" />
      {roundTicks(bins.end)
        .filter((tick) => Math.abs((width * tick) / bins.end - x) > 14)
        .map((tick) => (
          <text
            key={tick}
            x={(width * tick) / bins.end}
            y={100}
            textAnchor={tick === 0 ? 'start' : tick > 0.95 * bins.end ? 'end' : 'middle'}
          >
            {tick}
          </text>
        ))}
      <path d={`M${x} 22V${BASE + 6}`} stroke="var(--ink)" strokeWidth="1.5" />
      <rect
        x={x - 5}
        y={BASE}
        width={10}
        height={14}
        rx={3}
        fill="var(--sheet)"
        stroke="var(--ink)"
        strokeWidth="1.5"
      />
      <path d={`M${x - 1.5} ${BASE + 4}v6M${x + 1.5} ${BASE + 4}v6`} stroke="var(--ink)" />
      <text {...label} y={12} className="strong">
        {t('cutLabel', { max: cut })}
      </text>
      {over > 0 && (
        <text {...label} y={26}>
          {t('cutShare', { count: over, share: percentText(share) })}
        </text>
      )}
    </svg>
  );
}

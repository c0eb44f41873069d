import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Histogram } from '../../../worker/protocol';
import { percentText, wholeText } from '../../format';
import { numberText } from '../evaluate/numbers';
import { placeOf, shareBelow } from './spread';

/** A value to be marked among others. */
export interface Mark {
  readonly name: string;
  readonly value: number;
  readonly colour: string;
  readonly dashed?: boolean;
}

interface Props {
  readonly name: string;
  readonly histogram: Histogram;
  readonly marks: readonly Mark[];
}

/** Of the drawing's own measure; it takes what width there is. */
const [WIDTH, HEIGHT] = [640, 84];

/** Values that models say among the targets that training has seen. */
export function Spread({ name, histogram, marks }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const { counts, edges } = histogram;
  const most = Math.max(...counts, 1);
  const rows = counts.reduce((sum, count) => sum + count, 0);
  const step = WIDTH / counts.length;
  const said = marks.at(-1);
  const middle = edges[Math.floor(edges.length / 2)] ?? 0;
  return (
    <figure className="spread-figure">
      <svg
        className="chart"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-labelledby={id}
      >
        <title id={id}>{t('trySpread', { name, count: wholeText(rows) })}</title>
        {counts.map((count, i) => {
          const height = (count / most) * (HEIGHT - 8);
          return (
            <rect
              // biome-ignore lint/suspicious/noArrayIndexKey: bins are their places
              key={i}
              x={i * step + 1}
              y={HEIGHT - height}
              width={Math.max(1, step - 2)}
              height={height}
              fill="var(--data)"
              fillOpacity={0.45}
            />
          );
        })}
        <path d={`M0 ${HEIGHT}H${WIDTH}`} stroke="var(--line-strong)" />
        {marks.map((mark) => (
          <Line key={mark.name} mark={mark} histogram={histogram} />
        ))}
      </svg>
      <div className="spread-axis small muted" aria-hidden>
        {[...new Set([edges[0], middle, edges.at(-1)])].map((edge = 0) => (
          <span key={edge}>{numberText(edge)}</span>
        ))}
      </div>
      {said && (
        <figcaption className="muted small">{t('tryAmong', placeSaid(histogram, said))}</figcaption>
      )}
    </figure>
  );
}

function placeSaid(histogram: Histogram, { name, value }: Mark) {
  return {
    name,
    value: numberText(value),
    share: percentText(shareBelow(histogram, value), 0),
    count: wholeText(histogram.counts.reduce((sum, count) => sum + count, 0)),
  };
}

/** A value's place; one beyond the axis stands at its end, as an arrow. */
function Line({ mark, histogram }: { readonly mark: Mark; readonly histogram: Histogram }) {
  const place = placeOf(histogram, mark.value);
  const x = Math.min(1, Math.max(0, place)) * WIDTH;
  const beyond = place < 0 ? -1 : place > 1 ? 1 : 0;
  const inwards = x - 8 * beyond;
  return (
    <g stroke={mark.colour} strokeWidth={2} className="mark-line">
      <path d={`M${x} 0V${HEIGHT}`} {...(mark.dashed && { strokeDasharray: '4 3' })} />
      {beyond !== 0 && <path d={`M${inwards} 2L${x} 8L${inwards} 14`} fill="none" />}
    </g>
  );
}

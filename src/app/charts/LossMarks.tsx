import { useTranslation } from 'react-i18next';
import { useChartWidth, usePlotArea, useXAxisScale, useYAxisScale } from 'recharts';
import { lossText } from '../format';
import type { LossChartProps } from './LossChart';
import { placeLabels } from './labels';

/** Half of a diamond, and the ring round the best one. */
const DIAMOND = 4.5;
const RING = 9;

/** What stands on the lines: diamonds, the best one's ring, last values, and where it went wrong. */
export function LossMarks(props: LossChartProps) {
  const { curve, narrow, failedAt } = props;
  const plot = usePlotArea();
  const x = useXAxisScale();
  const y = useYAxisScale();
  const width = useChartWidth();
  const last = curve.rows.at(-1);
  if (!plot || !x || !y || !last || width === undefined) return null;
  const bottom = plot.y + plot.height;
  const at = (value: number): number => Number(x(value));
  const high = (loss: number): number =>
    Math.min(bottom, Math.max(plot.y, Number(y(loss)) || bottom));
  const place = { at, high, top: plot.y, right: plot.x + plot.width, edge: width };
  const scored = curve.rows.filter(({ validation }) => validation !== undefined);
  const crowded = scored.length * 3 * DIAMOND > plot.width;
  return (
    <g>
      {(crowded ? scored.slice(-1) : scored).map((row) => (
        <path
          key={row.step}
          d={diamond(at(row.x), high(row.validation ?? 0))}
          fill="var(--validation)"
          stroke="var(--sheet)"
        />
      ))}
      <Best {...props} place={place} />
      {!narrow && failedAt === null && <LastValues {...props} place={place} />}
      {failedAt === null && props.secondsLeft !== null && (
        <circle
          className="pulse"
          cx={at(last.x)}
          cy={high(last.smooth)}
          r={4}
          fill="var(--train)"
          stroke="var(--sheet)"
          strokeWidth={1.5}
        />
      )}
      {failedAt !== null && <Broken at={at(last.x)} top={plot.y} bottom={bottom} step={failedAt} />}
      <Spot {...props} place={place} />
    </g>
  );
}

/** Where values lie on the drawing. */
interface Place {
  readonly at: (value: number) => number;
  readonly high: (loss: number) => number;
  readonly top: number;
  /** Where the plot ends, and where the drawing does. */
  readonly right: number;
  readonly edge: number;
}

type MarkProps = LossChartProps & { readonly place: Place };

function diamond(x: number, y: number): string {
  const d = DIAMOND;
  return `M${x} ${y - d}l${d} ${d}-${d} ${d}-${d}-${d}z`;
}

/** A text of about this many pixels, kept on the drawing. */
function anchorFor(x: number, right: number, half: number): 'start' | 'middle' | 'end' {
  return x + half > right ? 'end' : x < half + 40 ? 'start' : 'middle';
}

function Best({ curve, validations, narrow, guess, place }: MarkProps) {
  const { t } = useTranslation();
  const best = validations.reduce<(typeof validations)[number] | null>(
    (a, b) => (a && a.loss <= b.loss ? a : b),
    null,
  );
  const row = best && curve.rows.find(({ step }) => step === best.step);
  if (!best || !row) return null;
  const x = place.at(row.x);
  const y = place.high(best.loss);
  const inTheWay = guess && x > place.right - 280 && Math.abs(y - 28 - place.high(guess.loss)) < 24;
  const up = y - 34 < place.top + 8 || inTheWay ? -1 : 1;
  return (
    <g>
      <circle cx={x} cy={y} r={RING} fill="none" stroke="var(--validation)" strokeWidth={1.5} />
      <path d={`M${x} ${y - up * RING}V${y - up * 28}`} stroke="var(--validation)" />
      <text
        className="mark"
        x={x}
        y={y - up * 34 + (up < 0 ? 8 : 0)}
        textAnchor={anchorFor(x, place.right, narrow ? 70 : 72)}
      >
        {t('bestAt', { loss: lossText(best.loss), step: best.step })}
      </text>
    </g>
  );
}

/** The last values, written at the ends of their lines; to the left of them where there is no room. */
function LastValues({ curve, place }: MarkProps) {
  const { t } = useTranslation();
  const train = curve.rows.at(-1);
  const validation = curve.rows.findLast((row) => row.validation !== undefined);
  if (!train) return null;
  const room = place.edge - place.at(train.x) > 110;
  const labels = [
    { value: train.smooth, name: t('lossTrain') },
    ...(validation ? [{ value: validation.validation ?? 0, name: t('lossValidation') }] : []),
  ];
  if (!room) return null;
  const heights = placeLabels(
    labels.map(({ value }) => place.high(value)),
    16,
  );
  return labels.map(({ value, name }, i) => (
    <text key={name} className="mark" x={place.at(train.x) + 10} y={(heights[i] ?? 0) + 4}>
      {lossText(value)} <tspan>{name}</tspan>
    </text>
  ));
}

function Broken(props: {
  readonly at: number;
  readonly top: number;
  readonly bottom: number;
  readonly step: number;
}) {
  const { t } = useTranslation();
  const { at, top, bottom, step } = props;
  return (
    <g stroke="var(--problem)">
      <path d={`M${at} ${top}V${bottom}`} strokeDasharray="3 3" />
      <path d={`M${at - 5} ${top - 1}l10 10m0-10-10 10`} strokeWidth={2} />
      <text className="mark bad" x={at + 14} y={top + 9} stroke="none">
        {t('brokenAt', { step })}
      </text>
    </g>
  );
}

/** A word where the trouble is seen: at the last validation loss, or at the smoothed end. */
function Spot({ curve, trouble, place }: MarkProps) {
  const { t } = useTranslation();
  const last = curve.rows.at(-1);
  if (!trouble || !last) return null;
  const scored = curve.rows.findLast((row) => row.validation !== undefined);
  const ofValidation = 'bestStep' in trouble;
  const loss = (ofValidation ? scored?.validation : undefined) ?? last.smooth;
  const x = place.at((ofValidation && scored ? scored : last).x);
  const room = place.right - x > 200;
  return (
    <text
      className="mark bad"
      x={room ? x + 10 : x - 14}
      y={place.high(loss) + (ofValidation ? -14 : 22)}
      textAnchor={room ? 'start' : 'end'}
    >
      {t(`spot_${trouble.code}`, { step: ofValidation ? trouble.bestStep : trouble.step })}
    </text>
  );
}

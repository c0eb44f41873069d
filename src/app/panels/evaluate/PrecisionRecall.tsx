import { useTranslation } from 'react-i18next';
import type { SideReport } from '../../../worker/protocol';
import { percentText } from '../../format';
import { AXES, Axes, x, y } from './shareAxes';
import { pointAt, pointOf, type ThresholdPoint } from './thresholdPoint';

type Report = NonNullable<SideReport['thresholds']>[number];

interface Props {
  readonly own: Report;
  readonly base: Report | undefined;
  readonly point: ThresholdPoint;
}

/** Precision over recall of base and tuned; a ring where the model decides, a dot where the slider stands. */
export function PrecisionRecall({ own, base, point }: Props) {
  const { t } = useTranslation();
  const areaOf = (report: Report | undefined): string =>
    report?.prAuc.value == null ? '–' : percentText(report.prAuc.value);
  const decided = pointAt(own, own.used);
  const said = t('prSays', { tuned: areaOf(own), base: areaOf(base), rows: own.rows });
  return (
    <svg
      className="share-plot"
      viewBox={`0 0 ${AXES.width} ${AXES.height}`}
      role="img"
      aria-label={`${t('prCurve')}. ${said}`}
    >
      <Axes across={t('recall')} up={t('precision')} />
      {base && <path d={lineOf(base)} fill="none" stroke="var(--base)" strokeWidth={1.5} />}
      <path d={lineOf(own)} fill="none" stroke="var(--tuned)" strokeWidth={2} />
      <Spot point={decided} ring />
      <Spot point={point} />
    </svg>
  );
}

function Spot({
  point,
  ring = false,
}: {
  readonly point: ThresholdPoint;
  readonly ring?: boolean;
}) {
  const { precision, recall } = point;
  if (precision === null || recall === null) return null;
  return (
    <circle
      cx={x(recall)}
      cy={y(precision)}
      r={ring ? 8 : 4.5}
      fill={ring ? 'none' : 'var(--tuned)'}
      stroke={ring ? 'var(--tuned)' : 'var(--sheet)'}
      strokeWidth={1.5}
    />
  );
}

function lineOf(report: Report): string {
  const places = report.thresholds.flatMap((_, i) => {
    const { precision, recall } = pointOf(report, i);
    return precision === null || recall === null ? [] : [`${x(recall)} ${y(precision)}`];
  });
  return places.length > 0 ? `M${places.join('L')}` : '';
}

import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { RowFilter, Slice, Slices } from '../../../worker/protocol';
import { ScrollTable } from '../../components/ScrollTable';
import { wholeText } from '../../format';
import { isOnScale, metricText } from './numbers';
import { Whiskers } from './Whiskers';

interface Props {
  readonly slices: Slices;
  readonly metric: string;
  readonly label: string;
  /** Called with the rows of a slice and its name. */
  readonly onShow: (filter: RowFilter, name: string) => void;
}

/** One metric of base and tuned on each slice, with its interval; a slice leads to its rows. */
export function SliceTable({ slices, metric, label, onShow }: Props) {
  const { t } = useTranslation();
  return (
    <ScrollTable className="scroll bleed" label={label}>
      <table className="metrics slices">
        <thead>
          <tr>
            <th>{t('slice')}</th>
            <th className="number">{t('rows')}</th>
            <th className="number">{t('base')}</th>
            <th className="number">{t('tuned')}</th>
            <th className="scale">
              {t(isOnScale(metric) ? 'slicesInterval' : 'slicesIntervalText')}
            </th>
          </tr>
        </thead>
        <tbody>
          {slices.slices.map((slice, group) => (
            <Line
              key={JSON.stringify(slice.name)}
              slice={slice}
              metric={metric}
              onShow={(name) => onShow({ slice: { ...slices.key, group } }, name)}
            />
          ))}
        </tbody>
      </table>
    </ScrollTable>
  );
}

interface LineProps {
  readonly slice: Slice;
  readonly metric: string;
  readonly onShow: (name: string) => void;
}

function Line({ slice: { name, rows, isSmall, sides }, metric, onShow }: LineProps) {
  const { t } = useTranslation();
  const [base, tuned] = sides;
  const said = (side: typeof base): string => metricText(metric, side?.scores[metric] ?? null);
  const text = sliceName(t, name);
  return (
    <tr className={isSmall ? 'small-slice' : undefined}>
      <th scope="row">
        <button
          type="button"
          className="link"
          aria-label={t('rowsOfTopic', { label: text })}
          onClick={() => onShow(text)}
        >
          {text}
        </button>
      </th>
      <td className="number muted">
        {wholeText(rows)}
        {isSmall && ` · ${t('sliceSmall')}`}
      </td>
      <td className="number muted">{said(base)}</td>
      <td className="number">
        <b>{said(tuned)}</b>
      </td>
      <td className="scale-cell">
        {isOnScale(metric) ? (
          <Whiskers base={pointOf(base, metric)} tuned={pointOf(tuned, metric)} />
        ) : (
          <span className="muted small">{intervalText(tuned, metric)}</span>
        )}
      </td>
    </tr>
  );
}

type Side = Slice['sides'][number] | undefined;

function pointOf(side: Side, metric: string) {
  return { value: side?.scores[metric] ?? null, interval: side?.intervals[metric] ?? null };
}

function intervalText(side: Side, metric: string): string {
  const interval = side?.intervals[metric];
  return interval ? interval.map((value) => metricText(metric, value)).join(' – ') : '–';
}

/** What a slice is called. */
export function sliceName(t: TFunction, name: Slice['name']): string {
  switch (name.kind) {
    case 'value':
      return name.text;
    case 'empty':
      return t('sliceEmpty');
    case 'other':
      return t('sliceOther', { text: wholeText(name.values) });
    case 'range':
      return name.low === name.high ? name.low : t('sliceRange', name);
  }
}

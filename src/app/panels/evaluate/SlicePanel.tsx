import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EvaluationReport, RowFilter, SliceKey, Slices } from '../../../worker/protocol';
import { ErrorBlock } from '../../components/ErrorBlock';
import { percentText, wholeText } from '../../format';
import { metricText } from './numbers';
import { SliceTable, sliceName } from './SliceTable';
import { useSlices } from './useSlices';

interface Props {
  readonly report: EvaluationReport;
  readonly onShow: (filter: RowFilter, about: string) => void;
}

/** Base and tuned on rows that have something in common; where the tuned model is weakest, in words. */
export function SlicePanel({ report, onShow }: Props) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<SliceKey | null>(null);
  const [metric, setMetric] = useState(report.headline[0] ?? '');
  const { keys, wanted, slices, error } = useSlices(report.id, chosen);
  const keyName = useKeyName();
  if (keys?.length === 0) return null;
  return (
    <section className="section">
      <header>
        <h2>{t('slices')}</h2>
        <span className="muted">{t('slicesSub')}</span>
      </header>
      <div className="filters">
        <NativeSelect
          label={t('slicesBy')}
          size="xs"
          value={JSON.stringify(wanted)}
          data={(keys ?? []).map((key) => ({ value: JSON.stringify(key), label: keyName(key) }))}
          onChange={({ currentTarget: { value } }) => setChosen(JSON.parse(value))}
        />
        <NativeSelect
          label={t('slicesMetric')}
          size="xs"
          value={metric}
          data={report.headline.map((name) => ({ value: name, label: t(name) }))}
          onChange={({ currentTarget: { value } }) => setMetric(value)}
        />
      </div>
      {error && <ErrorBlock error={error} />}
      {slices ? (
        <>
          <Weakest slices={slices} />
          <SliceTable
            slices={slices}
            metric={metric}
            label={t('slices')}
            onShow={(filter, name) =>
              onShow(filter, t('sliceOf', { key: keyName(slices.key), name }))
            }
          />
          <p className="muted small">{t('slicesHow')}</p>
        </>
      ) : (
        !error && (
          <div className="skeletons" aria-hidden>
            <div />
            <div />
            <div />
          </div>
        )
      )}
    </section>
  );
}

function useKeyName(): (key: SliceKey) => string {
  const { t } = useTranslation();
  return ({ by, column }) => (by === 'column' ? column : t(by === 'file' ? 'file' : 'tokens'));
}

/** The weakest slice in words, and whether it may be chance. */
function Weakest({ slices }: { readonly slices: Slices }) {
  const { t } = useTranslation();
  const keyName = useKeyName();
  const { weakest, all } = slices;
  const slice = weakest ? slices.slices[weakest.slice] : undefined;
  if (!weakest || !slice) return <p className="muted">{t('weakestUnknown')}</p>;
  const { metric, chance } = weakest;
  const value = slice.sides.at(-1)?.scores[metric] ?? 0;
  return (
    <p aria-live="polite">
      {t(chance < SURE ? 'weakest' : 'weakestChance', {
        key: keyName(slices.key),
        name: sliceName(t, slice.name),
        metric: t(metric),
        value: metricText(metric, value),
        all: metricText(metric, all[metric] ?? 0),
        rows: wholeText(slice.rows),
        chance: percentText(chance, 0),
      })}
    </p>
  );
}

/** Below this chance a slice is called weak. */
const SURE = 0.05;

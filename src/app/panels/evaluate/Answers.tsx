import { Button } from '@mantine/core';
import { Download } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EvaluationReport, RowFilter } from '../../../worker/protocol';
import { ErrorBlock } from '../../components/ErrorBlock';
import { ProgressLine } from '../../components/ProgressLine';
import { wholeText } from '../../format';
import { AnswerFilters } from './AnswerFilters';
import { AnswerTable } from './AnswerTable';
import { PAGE_ROWS, useAnswers } from './useAnswers';
import { usePredictions } from './usePredictions';

/** What is listed, and why: `asked` counts the times it was asked for from elsewhere in the panel. */
export interface Wanted {
  readonly filter: RowFilter;
  readonly asked: number;
  /** What the rows have in common where the filter alone does not say it; '' else. */
  readonly about: string;
}

interface Props {
  readonly report: EvaluationReport;
  readonly wanted: Wanted;
  readonly onFilter: (filter: RowFilter) => void;
}

/** Rows of the evaluation, the worst and surest first, a page at a time. */
export function Answers({ report, wanted, onFilter }: Props) {
  const { t } = useTranslation();
  const { filter, asked } = wanted;
  const predictions = usePredictions(report.id);
  const place = useRef<HTMLElement>(null);
  const [start, setStart] = useState(0);
  const { page, error } = useAnswers(report.id, filter, start);
  const title = useTitle(report, wanted, page?.total ?? 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other rows are read from their first
  useEffect(() => setStart(0), [filter]);
  useEffect(() => {
    if (asked > 0) place.current?.scrollIntoView({ block: 'nearest' });
  }, [asked]);
  return (
    <section className="section" ref={place}>
      <header>
        <h2 aria-live="polite">{title}</h2>
        <span className="spread" />
        {report.choices.written && (
          <Button
            variant="subtle"
            className="quiet"
            size="compact-sm"
            leftSection={<Download size={16} aria-hidden />}
            disabled={predictions.busy}
            title={t('predictionsHow')}
            onClick={predictions.download}
          >
            {t('predictions')}
          </Button>
        )}
      </header>
      <ProgressLine task="predictions" />
      {predictions.error && (
        <ErrorBlock error={predictions.error} onDismiss={predictions.dismiss} />
      )}
      <AnswerFilters report={report} filter={filter} onFilter={onFilter} />
      {error && <ErrorBlock error={error} />}
      {page && page.rows.length > 0 && (
        <AnswerTable report={report} rows={page.rows} label={title} />
      )}
      {page && <Pager start={start} total={page.total} onStart={setStart} />}
    </section>
  );
}

/** What is listed, in words; the pair of a cell of the confusion grid by its names. */
function useTitle(report: EvaluationReport, { filter, about }: Wanted, total: number): string {
  const { t } = useTranslation();
  const { wrong } = report.choices;
  const { truth, said, ...others } = filter;
  const isCell = truth && said && Object.keys(others).length === 0;
  if (isCell) return t('cellRows', { label: truth, said, count: total });
  const isPlain = filter.wrong === true && Object.keys(filter).length === 1;
  const found = t('rowsFound', { count: total, rows: wholeText(report.rows) });
  if (!isPlain) return about ? t('rowsAbout', { about, found }) : found;
  if (wrong === 0) return t('errorsNone');
  return t(report.goal === 'class' ? 'errors' : 'errorsWorst', { count: wrong });
}

interface PagerProps {
  readonly start: number;
  readonly total: number;
  readonly onStart: (start: number) => void;
}

/** Which rows are in sight of how many, and the way to the others. */
function Pager({ start, total, onStart }: PagerProps) {
  const { t } = useTranslation();
  const end = Math.min(start + PAGE_ROWS, total);
  if (total === 0) return <p className="muted">{t('rowsNone')}</p>;
  return (
    <nav className="line wrap" aria-label={t('pages')}>
      <span className="muted">
        {t('rowsShown', {
          from: wholeText(start + 1),
          to: wholeText(end),
          total: wholeText(total),
        })}
      </span>
      <span className="spread" />
      {total > PAGE_ROWS && (
        <>
          <Turn name={t('pageBefore')} to={start - PAGE_ROWS} total={total} onStart={onStart} />
          <Turn name={t('pageNext')} to={start + PAGE_ROWS} total={total} onStart={onStart} />
        </>
      )}
    </nav>
  );
}

interface TurnProps extends Omit<PagerProps, 'start'> {
  readonly name: string;
  readonly to: number;
}

function Turn({ name, to, total, onStart }: TurnProps) {
  return (
    <Button
      variant="default"
      size="compact-sm"
      disabled={to < 0 || to >= total}
      onClick={() => onStart(to)}
    >
      {name}
    </Button>
  );
}

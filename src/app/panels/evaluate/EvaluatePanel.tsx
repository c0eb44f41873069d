import './evaluate.css';
import { Button } from '@mantine/core';
import { Upload } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EvaluationReport, RowFilter } from '../../../worker/protocol';
import { EmptyState } from '../../components/EmptyState';
import { ErrorBlock } from '../../components/ErrorBlock';
import { PanelTitle } from '../../components/PanelTitle';
import { ProgressLine } from '../../components/ProgressLine';
import { paragraph } from '../../format';
import { useRun } from '../../hooks';
import { run } from '../../stores';
import { Answers, type Wanted } from './Answers';
import { ChainGrid } from './ChainGrid';
import { Confusion, CROWDED } from './Confusion';
import { MetricTable } from './MetricTable';
import { classMetrics, differenceText, metricText, scalar } from './numbers';
import { Overlap } from './Overlap';
import { PerClass } from './PerClass';
import { Probabilities } from './Probabilities';
import { Scatter } from './Scatter';
import { SlicePanel } from './SlicePanel';
import { TestProblems } from './TestProblems';
import { ERRORS } from './useAnswers';

/** Base against tuned: metrics with intervals, confusion grid, classes, errors. */
export function EvaluatePanel() {
  const { t } = useTranslation();
  const { runId, phase, report, busy, error } = useRun((state) => state);
  const done = phase === 'done' || phase === 'failed';
  useEffect(() => {
    if (runId && done && !report && !busy && !error) void run.evaluate(runId);
  }, [runId, done, report, busy, error]);
  const sub = useSub(report);
  if (!runId || !done) {
    return (
      <div className="panel">
        <PanelTitle title={t('evaluateEmpty')} sub="" />
        <EmptyState how={t('evaluateEmptyHow')} />
      </div>
    );
  }
  const metric = report?.headline[0] ?? '';
  const title = report
    ? t([`evaluateTitle_${metric}`, 'evaluateTitle_other'], {
        metric: t(metric),
        tuned: metricText(metric, scalar(report.tuned, metric)),
        base: metricText(metric, scalar(report.base, metric)),
        rows: report.rows,
      })
    : t('scoring');
  return (
    <div className="panel">
      <PanelTitle title={title} sub={sub}>
        <TestFile runId={runId} />
      </PanelTitle>
      {error && (
        <ErrorBlock error={error}>
          <Button variant="default" size="compact-sm" onClick={() => void run.evaluate(runId)}>
            {t('scoreValidation')}
          </Button>
        </ErrorBlock>
      )}
      <ProgressLine task="evaluate" />
      {report ? <Report key={report.id} report={report} /> : !error && <Skeletons />}
    </div>
  );
}

/** On which rows, and whether the difference may be chance. */
function useSub(report: EvaluationReport | null): string {
  const { t } = useTranslation();
  if (!report) return t('evaluateSub');
  const { code, metric, difference, plusMinus } = report.verdict;
  const inUnit = (value: number | null): string => differenceText(metric, value ?? 0);
  const said = t(`verdict_${code}`, {
    metric: t(metric),
    difference: inUnit(difference),
    plusMinus: inUnit(plusMinus).replace(/^[+−]/, ''),
  });
  const { split, overlap } = report;
  const clean = !overlap || overlap.leftOut;
  const rows = split === 'validation' ? 'evaluateSub' : clean ? 'testSub' : 'testSubOverlap';
  return paragraph([t(rows), said]);
}

/** The shape of what is being computed. */
function Skeletons() {
  return (
    <div className="skeletons" aria-hidden>
      {['a', 'b', 'c', 'd', 'e', 'f'].map((key) => (
        <div key={key} />
      ))}
    </div>
  );
}

function TestFile({ runId }: { readonly runId: string }) {
  const { t } = useTranslation();
  const busy = useRun((state) => state.busy === 'evaluate');
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button
        variant="default"
        leftSection={<Upload size={16} aria-hidden />}
        disabled={busy}
        onClick={() => input.current?.click()}
      >
        {t('testFile')}
      </Button>
      <input
        ref={input}
        className="visually-hidden"
        type="file"
        multiple
        tabIndex={-1}
        aria-label={t('testFile')}
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          if (files.length > 0) void run.evaluate(runId, files);
          event.currentTarget.value = '';
        }}
      />
    </>
  );
}

function Report({ report }: { readonly report: EvaluationReport }) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState<Wanted>({ filter: ERRORS, asked: 0, about: '' });
  const show = (filter: RowFilter, about = ''): void =>
    setWanted(({ asked }) => ({ filter, asked: asked + 1, about }));
  const { labels } = report;
  const { confusion, scatter } = report.tuned;
  return (
    <>
      <Overlap report={report} />
      <TestProblems report={report} />
      <MetricTable report={report} />
      {report.unread > 0 && (
        <p className="muted small">{t('unreadWords', { count: report.unread })}</p>
      )}
      <div className={labels.length > CROWDED || !confusion ? 'stack' : 'columns even'}>
        {confusion && (
          <Confusion
            labels={labels}
            confusion={confusion}
            filter={wanted.filter}
            onCell={(cell) => show(cell ?? ERRORS)}
          />
        )}
        {scatter && <Scatter names={labels} tuned={scatter} base={report.base.scatter ?? []} />}
        {Object.keys(classMetrics(report.tuned)).length > 0 && (
          <PerClass report={report} onShow={show} />
        )}
      </div>
      {report.steps && <ChainGrid steps={report.steps} />}
      <Probabilities report={report} />
      <SlicePanel report={report} onShow={show} />
      <Answers
        report={report}
        wanted={wanted}
        onFilter={(filter) =>
          setWanted(({ asked, about }) => ({ filter, asked, about: filter.slice ? about : '' }))
        }
      />
    </>
  );
}

import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EvaluationReport, SideReport } from '../../worker/protocol';
import { ErrorBlock } from '../components/ErrorBlock';
import { PanelTitle } from '../components/PanelTitle';
import { percentText } from '../format';
import { useRun } from '../hooks';
import { run } from '../stores';

const METRICS = [
  'accuracy',
  'f1_macro',
  'precision_macro',
  'recall_macro',
  'f1_weighted',
  'mcc',
] as const;

/** Base against tuned: metrics with intervals, confusion grid, classes, errors. */
export function EvaluatePanel() {
  const { t } = useTranslation();
  const { runId, phase, report, busy, error } = useRun((state) => state);
  const input = useRef<HTMLInputElement>(null);
  const done = phase === 'done' || phase === 'failed';
  useEffect(() => {
    if (runId && done && !report && !busy && !error) void run.evaluate(runId);
  }, [runId, done, report, busy, error]);
  if (!runId || !done) {
    return (
      <div className="panel">
        <PanelTitle title={t('evaluateEmpty')} sub={t('evaluateEmptySub')} />
      </div>
    );
  }
  const title = report
    ? t('evaluateTitle', {
        tuned: percentText(metric(report.tuned, 'accuracy')),
        base: percentText(metric(report.base, 'accuracy')),
        rows: report.rows,
      })
    : t('scoring');
  return (
    <div className="panel">
      <div style={{ display: 'flex', gap: 16, alignItems: 'flex-start' }}>
        <PanelTitle
          title={title}
          sub={report?.split === 'test' ? t('testSub') : t('evaluateSub')}
        />
        <div className="spread" />
        <Button
          variant="default"
          loading={busy === 'evaluate'}
          onClick={() => input.current?.click()}
        >
          {t('testFile')}
        </Button>
        <input
          ref={input}
          className="visually-hidden"
          type="file"
          aria-label={t('testFile')}
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            if (file) void run.evaluate(runId, file);
          }}
        />
      </div>
      {error && <ErrorBlock error={error} />}
      {report && <Report report={report} />}
    </div>
  );
}

function metric(side: SideReport, name: string): number {
  const value = side.metrics[name];
  return typeof value === 'number' ? value : 0;
}

function Report({ report }: { readonly report: EvaluationReport }) {
  const [cell, setCell] = useState<{ truth: string; said: string } | null>(null);
  return (
    <>
      <MetricTable report={report} />
      <div className="columns even">
        <Confusion report={report} onCell={setCell} />
        <PerClass report={report} />
      </div>
      <Errors report={report} cell={cell} onAll={() => setCell(null)} />
    </>
  );
}

function MetricTable({ report }: { readonly report: EvaluationReport }) {
  const { t } = useTranslation();
  const { base, tuned } = report;
  const interval = (side: SideReport, name: string): string => {
    const [low = 0, high = 0] = side.intervals[name] ?? [];
    return `[${low.toFixed(3)}, ${high.toFixed(3)}]`;
  };
  return (
    <div className="scroll">
      <table>
        <thead>
          <tr>
            <th>{t('metric', { rows: report.rows })}</th>
            <th className="number">{t('base')}</th>
            <th className="number">{t('tuned')}</th>
            <th className="number">{t('difference')}</th>
          </tr>
        </thead>
        <tbody>
          {METRICS.map((name) => (
            <tr key={name}>
              <th scope="row">{t(name)}</th>
              <td className="number">
                {metric(base, name).toFixed(3)}{' '}
                <span className="muted">{interval(base, name)}</span>
              </td>
              <td className="number">
                <b>{metric(tuned, name).toFixed(3)}</b>{' '}
                <span className="muted">{interval(tuned, name)}</span>
              </td>
              <td className="number">{signed(metric(tuned, name) - metric(base, name))}</td>
            </tr>
          ))}
          <tr>
            <th scope="row">{t('lossWord')}</th>
            <td className="number">{base.loss.toFixed(3)}</td>
            <td className="number">
              <b>{tuned.loss.toFixed(3)}</b>
            </td>
            <td className="number">{signed(tuned.loss - base.loss)}</td>
          </tr>
        </tbody>
      </table>
    </div>
  );
}

function signed(value: number): string {
  return `${value >= 0 ? '+' : '−'}${Math.abs(value).toFixed(3)}`;
}

function Confusion({
  report,
  onCell,
}: {
  readonly report: EvaluationReport;
  readonly onCell: (cell: { truth: string; said: string }) => void;
}) {
  const { t } = useTranslation();
  const { labels, tuned } = report;
  return (
    <section>
      <h2>
        {t('confusion')} <span className="muted">{t('confusionSub')}</span>
      </h2>
      <div
        className="heat"
        style={{ gridTemplateColumns: `90px repeat(${labels.length}, minmax(0, 1fr))` }}
      >
        <span className="axis" />
        {labels.map((label) => (
          <span className="axis" key={label} title={label}>
            {label}
          </span>
        ))}
        {tuned.confusion.flatMap((row, truth) => {
          const total = row.reduce((sum, count) => sum + count, 0);
          const name = labels[truth] ?? '';
          return [
            <span className="axis" key={name} title={name}>
              {name}
            </span>,
            ...row.map((count, said) => {
              const share = total > 0 ? count / total : 0;
              const colour = truth === said ? 'var(--tuned)' : 'var(--problem)';
              const guess = labels[said] ?? '';
              return (
                <button
                  key={`${name}-${guess}`}
                  type="button"
                  aria-label={t('cell', { label: name, said: guess, count })}
                  style={{
                    background:
                      count > 0
                        ? `color-mix(in srgb, ${colour} ${15 + 35 * share}%, transparent)`
                        : 'none',
                  }}
                  onClick={() => onCell({ truth: name, said: guess })}
                >
                  {count}
                </button>
              );
            }),
          ];
        })}
      </div>
    </section>
  );
}

function PerClass({ report }: { readonly report: EvaluationReport }) {
  const { t } = useTranslation();
  const classes = report.tuned.metrics.per_class;
  if (typeof classes !== 'object') return null;
  return (
    <section>
      <h2>{t('perClass')}</h2>
      <table>
        <thead>
          <tr>
            <th>{t('class')}</th>
            <th className="number">{t('precision')}</th>
            <th className="number">{t('recall')}</th>
            <th className="number">F1</th>
            <th className="number">{t('rows')}</th>
          </tr>
        </thead>
        <tbody>
          {Object.entries(classes).map(([label, { precision, recall, f1, support }]) => (
            <tr key={label}>
              <td>{label}</td>
              <td className="number">{precision.toFixed(2)}</td>
              <td className="number">{recall.toFixed(2)}</td>
              <td className="number">
                <b>{f1.toFixed(2)}</b>
              </td>
              <td className="number">{support}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Errors({
  report,
  cell,
  onAll,
}: {
  readonly report: EvaluationReport;
  readonly cell: { truth: string; said: string } | null;
  readonly onAll: () => void;
}) {
  const { t } = useTranslation();
  const rows = report.errors.filter(
    ({ label, predicted }) => !cell || (label === cell.truth && predicted === cell.said),
  );
  return (
    <section>
      <h2>
        {t('errors', { count: rows.length })}{' '}
        {cell && (
          <Button variant="subtle" size="compact-xs" onClick={onAll}>
            {t('showAll')}
          </Button>
        )}
      </h2>
      <div className="scroll">
        <table>
          <thead>
            <tr>
              <th>{t('row')}</th>
              <th>{t('message')}</th>
              <th>{t('trueLabel')}</th>
              <th>{t('said')}</th>
              <th className="number">{t('sure')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, 50).map((row) => (
              <tr key={row.row}>
                <td className="muted">{row.row}</td>
                <td title={row.text}>{row.text}</td>
                <td>{row.label}</td>
                <td style={{ color: 'var(--problem-ink)' }}>{row.predicted}</td>
                <td className="number">{percentText(row.probability, 0)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

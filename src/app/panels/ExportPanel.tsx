import { Button, CopyButton } from '@mantine/core';
import { Check, Copy, Download, Info, TriangleAlert } from 'lucide-react';
import { Fragment, type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ErrorRecord, ExportOption } from '../../worker/protocol';
import { EmptyState } from '../components/EmptyState';
import { ErrorBlock } from '../components/ErrorBlock';
import { PanelTitle } from '../components/PanelTitle';
import { ProgressLine } from '../components/ProgressLine';
import { save } from '../download';
import { bytesText, differenceText } from '../format';
import { useRun, useStudio } from '../hooks';
import { useEngineWords } from '../i18n/catalog';
import { run } from '../stores';
import { errorRecord, wasCancelled } from '../stores/errors';

/** What a person can take away, with the exact files and the code that loads them. */
export function ExportPanel() {
  const { t } = useTranslation();
  const { runId, phase, options, busy, error } = useRun((state) => state);
  const done = runId !== null && phase === 'done';
  useEffect(() => {
    if (done && options.length === 0 && !busy && !error) void run.listExports(runId);
  }, [done, runId, options, busy, error]);
  const there = options.filter(({ unavailable }) => unavailable === '');
  const absent = options.filter(({ unavailable }) => unavailable !== '');
  const sizes = there.map(
    (option) => `${t(`export_${option.id}`, { defaultValue: option.label })} ${sizeOf(option)}`,
  );
  return (
    <div className="panel">
      <PanelTitle
        title={
          done
            ? sizes.length > 0
              ? t('exportTitle', { sizes: sizes.join(t('comma_list')) })
              : t('exportCounting')
            : t('exportEmpty')
        }
        sub={done ? t('exportSub') : ''}
      />
      {error && <ErrorBlock error={error} />}
      {!done && <EmptyState how={t('exportEmptyHow')} />}
      <div className="cards">
        {done && there.map((option) => <Option key={option.id} option={option} runId={runId} />)}
        <JobCard />
        {done && absent.map((option) => <Option key={option.id} option={option} runId={runId} />)}
      </div>
    </div>
  );
}

function sizeOf({ files }: ExportOption): string {
  return bytesText(files.reduce((sum, { bytes }) => sum + bytes, 0));
}

function Option({ option, runId }: { readonly option: ExportOption; readonly runId: string }) {
  const { t } = useTranslation();
  const words = useEngineWords();
  const [zipping, setZipping] = useState(false);
  const [error, setError] = useState<ErrorRecord | null>(null);
  const { id, label, opens, summary, unavailable, warnings } = option;
  // What cannot be had needs no warning.
  const usable = unavailable ? [] : warnings;
  const download = async (): Promise<void> => {
    setZipping(true);
    setError(null);
    try {
      const { name, blob } = await run.zip(runId, id);
      save(blob, name);
    } catch (cause) {
      const record = errorRecord(cause);
      if (!wasCancelled(record)) setError(record);
    }
    setZipping(false);
  };
  const action = unavailable ? null : (
    <Button
      variant="default"
      size="compact-md"
      leftSection={<Download size={16} aria-hidden />}
      disabled={zipping}
      aria-label={t(`download_${id}`, { defaultValue: label })}
      onClick={() => void download()}
    >
      {t('downloadSize', { size: sizeOf(option) })}
    </Button>
  );
  return (
    <Card
      title={t(`export_${id}`, { defaultValue: label })}
      sub={[
        t(`exportSummary_${id}`, { defaultValue: summary }),
        t('opens', { what: words(opens) }),
      ].join(' · ')}
      files={option.files}
      code={option.code}
      action={action}
      absent={unavailable !== ''}
    >
      {zipping && <ProgressLine task="zip" />}
      {id === 'model' && !unavailable && <Merged />}
      {error && <ErrorBlock error={error} />}
      {unavailable && (
        <p className="line small muted">
          <Info size={16} aria-hidden /> {words(unavailable)}
        </p>
      )}
      {usable.map((warning) => (
        <p className="line small" key={warning} style={{ color: 'var(--warn-ink)' }}>
          <TriangleAlert size={16} aria-hidden style={{ flex: 'none' }} /> {words(warning)}
        </p>
      ))}
    </Card>
  );
}

/** How far the merged model answers otherwise than base and adapter. */
function Merged() {
  const { t } = useTranslation();
  const check = useRun((state) => state.mergeCheck);
  if (!check) return null;
  const { rows, largestDifference } = check;
  return (
    <p className="line small">
      <Check size={16} aria-hidden style={{ flex: 'none' }} />
      {t('mergeDiffers', { count: rows, difference: differenceText(largestDifference) })}
    </p>
  );
}

/** The recipe as a file; there before any run. */
function JobCard() {
  const { t } = useTranslation();
  const job = useStudio((state) => state.plan?.job);
  if (!job) return null;
  const blob = new Blob([JSON.stringify(job, null, 2)], { type: 'application/json' });
  return (
    <Card
      title={t('jobFile')}
      sub={t('jobWhat')}
      files={[{ path: 'job.json', bytes: blob.size }]}
      code="npm run graft -- train job.json --out run"
      absent={false}
      action={
        <Button
          variant="default"
          size="compact-md"
          leftSection={<Download size={16} aria-hidden />}
          aria-label={t('downloadJob')}
          onClick={() => save(blob, 'job.json')}
        >
          {t('downloadSize', { size: bytesText(blob.size) })}
        </Button>
      }
    />
  );
}

interface CardProps {
  readonly title: string;
  readonly sub: string;
  readonly files: ExportOption['files'];
  readonly code: string;
  readonly action: ReactNode;
  readonly absent: boolean;
  readonly children?: ReactNode;
}

function Card({ title, sub, files, code, action, absent, children }: CardProps) {
  return (
    <section className={absent ? 'card absent' : 'card'}>
      <div className="title">
        <div>
          <h2>{title}</h2>
          <p className="small">{sub}</p>
        </div>
        {action}
      </div>
      {files.length > 0 && (
        <dl className="facts files">
          {files.map(({ path, bytes }) => (
            <div key={path}>
              <dt className="mono">{path}</dt>
              <dd>{bytesText(bytes)}</dd>
            </div>
          ))}
        </dl>
      )}
      {children}
      {code && !absent && <Code code={code} />}
    </section>
  );
}

function Code({ code }: { readonly code: string }) {
  const { t } = useTranslation();
  return (
    <div className="code">
      <pre>
        {code.split(/(?<=[.(,])/).map((part, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts of a text have no other identity than their place
          <Fragment key={i}>
            {part}
            <wbr />
          </Fragment>
        ))}
      </pre>
      <CopyButton value={code}>
        {({ copied, copy }) => (
          <button
            type="button"
            className="chip icon"
            aria-label={copied ? t('copied') : t('copy')}
            onClick={copy}
          >
            {copied ? <Check size={16} aria-hidden /> : <Copy size={16} aria-hidden />}
          </button>
        )}
      </CopyButton>
    </div>
  );
}

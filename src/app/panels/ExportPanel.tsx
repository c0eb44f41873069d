import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorBlock } from '../components/ErrorBlock';
import { PanelTitle } from '../components/PanelTitle';
import { bytesText } from '../format';
import { useRun, useStudio } from '../hooks';
import { run } from '../stores';

/** What a person can take away, with the exact files and the code that loads them. */
export function ExportPanel() {
  const { t } = useTranslation();
  const { runId, phase, options, busy, error } = useRun((state) => state);
  const job = useStudio((state) => state.plan?.job);
  const [zipping, setZipping] = useState('');
  useEffect(() => {
    if (runId && phase === 'done' && options.length === 0 && !busy && !error)
      void run.listExports(runId);
  }, [runId, phase, options, busy, error]);
  const saveJob = (): void => {
    if (job)
      save(new Blob([JSON.stringify(job, null, 2)], { type: 'application/json' }), 'job.json');
  };
  const download = async (id: string): Promise<void> => {
    if (!runId) return;
    setZipping(id);
    const { name, blob } = await run.zip(runId, id);
    setZipping('');
    save(blob, name);
  };
  const done = runId && phase === 'done';
  const names: Readonly<Record<string, string>> = {
    adapter: t('downloadAdapter'),
    model: t('downloadModel'),
  };
  return (
    <div className="panel">
      <PanelTitle
        title={done ? t('exportTitle') : t('exportEmpty')}
        sub={done ? t('exportSub') : t('evaluateEmptySub')}
      />
      {error && <ErrorBlock error={error} />}
      {done &&
        options.map((option) => (
          <div className="card" key={option.id}>
            <h2>{option.label}</h2>
            <p>
              {option.summary} · {t('opens', { what: option.opens })}
            </p>
            {option.unavailable ? (
              <p className="muted">{option.unavailable}</p>
            ) : (
              <>
                {option.warnings.map((warning) => (
                  <p className="muted" key={warning}>
                    {warning}
                  </p>
                ))}
                <p className="muted">
                  {option.files.map(({ path, bytes }) => `${path} ${bytesText(bytes)}`).join(' · ')}
                </p>
                <pre>{option.code}</pre>
                <Button
                  variant="default"
                  loading={zipping === option.id}
                  onClick={() => void download(option.id)}
                >
                  {names[option.id] ?? option.label}
                </Button>
              </>
            )}
          </div>
        ))}
      {job && (
        <div>
          <Button variant="default" onClick={saveJob}>
            {t('downloadJob')}
          </Button>
        </div>
      )}
    </div>
  );
}

/** Hands a blob to the browser's own download, which asks where to put it when set to. */
function save(blob: Blob, fileName: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

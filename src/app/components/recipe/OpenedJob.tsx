import { Button } from '@mantine/core';
import { FileJson, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useJobs, useStudio } from '../../hooks';
import { pickFile } from '../../pickFile';
import { jobs } from '../../stores';
import { missingOf, setAside } from '../../stores/jobRecipe';
import { ErrorBlock } from '../ErrorBlock';

/** The job that was opened: what of it is still missing and how to give it; or why it was refused. */
export function OpenedJob() {
  const { t } = useTranslation();
  const { opened, error } = useJobs();
  return (
    <>
      {error && (
        <ErrorBlock error={error} kept={t('recipeStays')} onDismiss={() => jobs.dismissError()} />
      )}
      {opened && (
        <section className="opened-job" aria-label={t('openedFrom', { name: opened.name })}>
          <div className="line">
            <FileJson size={16} aria-hidden />
            <b className="spread ellipsis">{t('openedFrom', { name: opened.name })}</b>
            <button
              type="button"
              className="chip icon"
              aria-label={t('dismiss')}
              onClick={() => jobs.dismiss()}
            >
              <X size={16} aria-hidden />
            </button>
          </div>
          <Wanting />
        </section>
      )}
    </>
  );
}

function Wanting() {
  const { t } = useTranslation();
  const { opened, standIn } = useJobs();
  const dataset = useStudio((state) => state.dataset);
  const model = useStudio((state) => state.model);
  if (!opened) return null;
  const missing = missingOf(opened.job, { dataset, model }, standIn === dataset?.name);
  const aside = setAside(opened.job);
  const choose = async (): Promise<void> => {
    const file = await pickFile('');
    if (file) await jobs.give(file);
  };
  return (
    <>
      {missing.data && (
        <>
          <p>{t('jobNeedsData', { name: missing.data })}</p>
          <div className="line wrap">
            <Button variant="default" size="compact-sm" onClick={() => void choose()}>
              {t('chooseFile')}
            </Button>
            {dataset && (
              <Button variant="subtle" size="compact-sm" onClick={() => jobs.takeLoaded()}>
                {t('useLoaded', { name: dataset.name })}
              </Button>
            )}
          </div>
        </>
      )}
      {missing.columns.length > 0 && (
        <p>
          {t('jobNeedsColumns', { name: dataset?.name, columns: missing.columns.join(', ') })}{' '}
          <Link href="/data">{t('chooseColumns')}</Link>
        </p>
      )}
      {missing.model && (
        <p>
          {t('jobNeedsModel', { name: missing.model })} <Link href="/model">{t('giveModel')}</Link>
        </p>
      )}
      {aside.map(({ path, value }) => (
        <p key={path} className="muted">
          {t('jobAside', { path, value })}
        </p>
      ))}
    </>
  );
}

import { Menu } from '@mantine/core';
import { Ellipsis } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { RunRecord } from '../../../worker/protocol';
import { save } from '../../download';
import { jobs, run } from '../../stores';
import { eventsBlob, jobBlob, summaryBlob } from '../../stores/jobText';

interface Props {
  readonly record: RunRecord;
  readonly name: string;
  /** Another run has the engine. */
  readonly busy: boolean;
  /** A field in the run's row has the focus now, which the menu leaves there when it closes. */
  readonly asking: boolean;
  readonly onOpen: () => void;
  readonly onContinue: () => void;
  readonly onRename: () => void;
  readonly onDelete: () => void;
}

/** Everything that can be done with a run. */
export function RunMenu(props: Props) {
  const { record, name, busy, asking, onOpen, onContinue, onRename, onDelete } = props;
  const { t } = useTranslation();
  const { runId, job, status, resumable, summary, step } = record;
  const events = async (): Promise<void> =>
    save(eventsBlob(await run.events(runId)), 'events.jsonl');
  return (
    <Menu position="bottom-end" width={210} returnFocus={!asking} transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <button type="button" className="chip icon" aria-label={t('runMenu', { name })}>
          <Ellipsis size={16} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item disabled={busy} onClick={onOpen}>
          {t('open')}
        </Menu.Item>
        {resumable && (
          <Menu.Item disabled={busy} onClick={onContinue}>
            {t('continueRun', { step })}
          </Menu.Item>
        )}
        <Menu.Item onClick={() => void jobs.take(job, name)}>{t('useRecipe')}</Menu.Item>
        <Menu.Item onClick={onRename}>{t('rename')}</Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={() => save(jobBlob(job), 'job.json')}>{t('downloadJob')}</Menu.Item>
        <Menu.Item onClick={() => void events()}>{t('downloadEvents')}</Menu.Item>
        {summary && (
          <Menu.Item onClick={() => save(summaryBlob(record), 'summary.json')}>
            {t('downloadSummary')}
          </Menu.Item>
        )}
        <Menu.Divider />
        <Menu.Item disabled={status === 'running'} onClick={onDelete}>
          {t('deleteAsk')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

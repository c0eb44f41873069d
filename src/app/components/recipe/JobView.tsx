import { Button, CopyButton, Modal } from '@mantine/core';
import { Check, Copy, Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Job } from '../../../worker/protocol';
import { save } from '../../download';
import { jobBlob, jobText } from '../../stores/jobText';

interface Props {
  readonly job: Job;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** A job as it will run, every default written out. */
export function JobView({ job, opened, onClose }: Props) {
  const { t } = useTranslation();
  const text = jobText(job);
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('jobTitle')}
      size={640}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <div className="job-view">
        <p className="muted small">{t('jobSub')}</p>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: text that scrolls must be reachable by keys */}
        <pre tabIndex={0}>{text}</pre>
        <div className="line">
          <CopyButton value={text}>
            {({ copied, copy }) => (
              <Button
                variant="default"
                size="compact-md"
                leftSection={
                  copied ? <Check size={16} aria-hidden /> : <Copy size={16} aria-hidden />
                }
                onClick={copy}
              >
                {copied ? t('copied') : t('copy')}
              </Button>
            )}
          </CopyButton>
          <Button
            variant="default"
            size="compact-md"
            leftSection={<Download size={16} aria-hidden />}
            onClick={() => save(jobBlob(job), 'job.json')}
          >
            {t('downloadJob')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}

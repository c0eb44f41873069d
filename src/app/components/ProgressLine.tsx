import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { bytesText } from '../format';
import { useStudio } from '../hooks';
import { studio } from '../stores';

/** Progress of a named task with a way to stop it; nothing while there is none. */
export function ProgressLine({ task }: { readonly task: string }) {
  const { t } = useTranslation();
  const progress = useStudio((state) => state.progress[task]);
  if (!progress) return null;
  const { done, total, unit, name } = progress;
  const text = (value: number): string => (unit === 'bytes' ? bytesText(value) : String(value));
  const share = total ? done / total : 0;
  return (
    <div>
      <div
        className="track-line"
        role="progressbar"
        aria-label={name}
        aria-valuenow={Math.round(100 * share)}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        <i style={{ width: `${100 * share}%` }} />
      </div>
      <p className="muted">
        {name}: {t('loadingBytes', { done: text(done), total: total === null ? '?' : text(total) })}{' '}
        <Button variant="subtle" size="compact-xs" onClick={() => studio.cancel(task)}>
          {t('cancel')}
        </Button>
      </p>
    </div>
  );
}

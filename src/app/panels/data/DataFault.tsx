import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ErrorBlock } from '../../components/ErrorBlock';
import { useStudio } from '../../hooks';
import { studio } from '../../stores';

/** A file that could not be read: what, where, ways on. What was loaded before is still there. */
export function DataFault() {
  const { t } = useTranslation();
  const error = useStudio((state) => state.dataError);
  const failed = useStudio((state) => state.failedSource);
  const dataset = useStudio((state) => state.dataset);
  if (!error) return null;
  const { rowsBefore } = error.values;
  // The reader says how many rows it had before the fault only where it can stop there.
  const canStop = failed !== null && typeof rowsBefore === 'number';
  return (
    <ErrorBlock
      error={error}
      {...(failed && dataset ? { kept: t('dataKept', { name: dataset.name }) } : {})}
      onDismiss={studio.dismissDataError}
    >
      {canStop && rowsBefore > 0 && (
        <Button
          variant="default"
          size="compact-md"
          onClick={() => void studio.retryAs({ onUnclosedQuote: 'stop' })}
        >
          {t('loadBefore', { count: rowsBefore })}
        </Button>
      )}
      {canStop && (
        <Button
          variant="default"
          size="compact-md"
          onClick={() => void studio.retryAs({ quotes: 'literal' })}
        >
          {t('literalQuotes')}
        </Button>
      )}
    </ErrorBlock>
  );
}

import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useRun } from '../hooks';
import { isTraining } from '../stores/runState';

/** What a panel shows before a run is done: what will be here, how far it is, and the way to Start. */
export function EmptyState({ how }: { readonly how: string }) {
  const { t } = useTranslation();
  const [, go] = useLocation();
  const busy = useRun(isTraining);
  const { step, steps } = useRun((state) => state);
  return (
    <div className="empty">
      <p>{how}</p>
      <p>{busy ? t('emptyBusy', { step, steps }) : t('emptyHow')}</p>
      <Button variant="default" onClick={() => go('/train')}>
        {t('toTrain')}
      </Button>
    </div>
  );
}

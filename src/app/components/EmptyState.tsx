import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';

/** What a panel shows before there is a run: one sentence, and the way to Start. */
export function EmptyState() {
  const { t } = useTranslation();
  const [, go] = useLocation();
  return (
    <div className="empty">
      <p>{t('emptyHow')}</p>
      <Button variant="default" onClick={() => go('/train')}>
        {t('toTrain')}
      </Button>
    </div>
  );
}

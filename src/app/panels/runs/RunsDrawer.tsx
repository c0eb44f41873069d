import './runs.css';
import { Drawer } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { lossText } from '../../format';
import { useRun, useStudio } from '../../hooks';
import { useCatalogWords } from '../../i18n/catalog';
import { Differences } from './Differences';
import { Overlay } from './Overlay';
import { RunsTable } from './RunsTable';
import { bestRun, MOST_CHOSEN, nameOf } from './records';

interface Props {
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** All runs of this browser; those that are ticked are compared. */
export function RunsDrawer({ opened, onClose }: Props) {
  const { t } = useTranslation();
  const words = useCatalogWords();
  const runs = useRun((state) => state.runs);
  const catalog = useStudio((state) => state.catalog);
  const [ticked, setTicked] = useState<readonly string[]>([]);
  // The order of the list, so that a run keeps its colour while others are ticked.
  const chosen = ticked.filter((id) => runs.some(({ runId }) => runId === id));
  const best = bestRun(runs);
  const title = best
    ? t(runs.length > 1 ? 'runsBest' : 'runsSingle', {
        count: runs.length,
        loss: lossText(best.summary?.validationLoss ?? 0),
        name: nameOf(best, catalog, words),
      })
    : t('runsTitle', { count: runs.length });
  const tick = (runId: string): void =>
    setTicked(
      chosen.includes(runId)
        ? chosen.filter((id) => id !== runId)
        : [...chosen, runId].slice(-MOST_CHOSEN),
    );
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size={820}
      title={title}
      transitionProps={{ duration: 0 }}
      // A drawer's head is no banner of the page.
      attributes={{ header: { role: 'presentation' } }}
      closeButtonProps={{ 'aria-label': t('close') }}
      classNames={{ title: 'runs-title', content: 'runs-drawer', header: 'runs-head' }}
    >
      <div className="stack">
        {runs.length === 0 && <p className="muted">{t('runsEmpty')}</p>}
        {runs.length === 1 && <p className="muted">{t('runsOne')}</p>}
        {runs.length > 1 && chosen.length === 0 && <p className="muted">{t('runsTick')}</p>}
        {chosen.length > 0 && <Overlay chosen={chosen} />}
        {runs.length > 0 && <RunsTable chosen={chosen} onTick={tick} onOpen={onClose} />}
        {chosen.length > 1 && <Differences chosen={chosen} />}
      </div>
    </Drawer>
  );
}

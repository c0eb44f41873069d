import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { bytesText } from '../format';
import { useKept, useStudio } from '../hooks';
import { useEngineWords } from '../i18n/catalog';
import { ChipPopover } from './ChipPopover';
import { IsolationHeaders } from './Notice';
import { SelfTestDrawer } from './selfTest/SelfTestDrawer';

/** What a person calls where an executor computes. */
const PLACES: Readonly<Record<string, string>> = { wasm: 'CPU', webgpu: 'GPU' };

/** Where it computes and why; what would make it faster. */
export function DeviceChip() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [tests, setTests] = useState(false);
  const openTests = (): void => {
    setOpen(false);
    setTests(true);
  };
  const words = useEngineWords();
  const device = useStudio((state) => state.device);
  const kept = useKept();
  if (!device) return null;
  const { backend, threads, reason, description, adapter, storage, crossOriginIsolated } = device;
  const count = threads > 1 ? t('threads', { count: threads }) : t('oneThread');
  return (
    <>
      <ChipPopover
        open={open}
        onOpen={setOpen}
        width={340}
        chip={
          <>
            <span className={crossOriginIsolated ? 'dot' : 'dot warn'} aria-hidden />
            <b>{PLACES[backend] ?? backend}</b>
            <span className="word">{backend === 'webgpu' ? description : count}</span>
          </>
        }
      >
        <h2>{t('device')}</h2>
        <dl className="facts">
          <dt>{t('deviceBackend')}</dt>
          <dd>
            {backend}, {count}
          </dd>
          <dt>{t('deviceWhat')}</dt>
          <dd>{words(description)}</dd>
          <dt>GPU</dt>
          <dd>{adapter || t('deviceNoGpu')}</dd>
          <dt>{t('deviceKept')}</dt>
          <dd>
            {kept &&
              t('loadingBytes', { done: bytesText(kept.used), total: bytesText(kept.quota) })}
          </dd>
        </dl>
        <p className="muted">{words(reason)}</p>
        <Button variant="default" size="compact-sm" onClick={openTests}>
          {t('selfTest')}
        </Button>
        {storage.note && <p className="muted">{storage.note}</p>}
        {!crossOriginIsolated && (
          <>
            <p>{t('notIsolated')}</p>
            <IsolationHeaders />
          </>
        )}
      </ChipPopover>
      <SelfTestDrawer opened={tests} device={device} onClose={() => setTests(false)} />
    </>
  );
}

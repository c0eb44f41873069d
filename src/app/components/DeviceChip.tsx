import { Button, Popover } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { bytesText } from '../format';
import { useStudio } from '../hooks';
import { IsolationHeaders } from './Notice';
import { SelfTestDrawer } from './selfTest/SelfTestDrawer';

/** Where it computes and why; what would make it faster. */
export function DeviceChip() {
  const { t } = useTranslation();
  const [tests, setTests] = useState(false);
  const device = useStudio((state) => state.device);
  if (!device) return null;
  const { backend, threads, reason, description, adapter, storage, crossOriginIsolated } = device;
  const count = threads > 1 ? t('threads', { count: threads }) : t('oneThread');
  return (
    <Popover width={340} withArrow withRoles={false}>
      <Popover.Target>
        <button type="button" className="chip">
          <span className={crossOriginIsolated ? 'dot' : 'dot warn'} aria-hidden />
          <b>{backend === 'wasm' ? 'CPU' : backend}</b>
          <span className="word">{count}</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown className="popover">
        <h2>{t('device')}</h2>
        <dl className="facts">
          <dt>{t('deviceBackend')}</dt>
          <dd>
            {backend}, {count}
          </dd>
          <dt>{t('deviceWhat')}</dt>
          <dd>{description}</dd>
          <dt>GPU</dt>
          <dd>{adapter || t('deviceNoGpu')}</dd>
          <dt>{t('deviceKept')}</dt>
          <dd>
            {t('loadingBytes', { done: bytesText(storage.used), total: bytesText(storage.quota) })}
          </dd>
        </dl>
        <p className="muted">{reason}</p>
        <Button variant="default" size="compact-sm" onClick={() => setTests(true)}>
          {t('selfTest')}
        </Button>
        <SelfTestDrawer opened={tests} device={device} onClose={() => setTests(false)} />
        {storage.note && <p className="muted">{storage.note}</p>}
        {!crossOriginIsolated && (
          <>
            <p>{t('notIsolated')}</p>
            <IsolationHeaders />
          </>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

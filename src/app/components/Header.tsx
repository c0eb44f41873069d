import { Drawer, Popover, useMantineColorScheme } from '@mantine/core';
import { Cpu, History, Languages, Moon, ShieldCheck, Sprout } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { bytesText } from '../format';
import { useNetwork, useRun, useStudio } from '../hooks';
import { switchLanguage } from '../i18n';
import { RunsPanel } from '../panels/RunsPanel';

/** Brand, where it computes, bytes sent, language, theme, runs. */
export function Header() {
  const { t } = useTranslation();
  const { setColorScheme, colorScheme } = useMantineColorScheme();
  const [drawer, setDrawer] = useState(false);
  const runs = useRun((state) => state.runs.length);
  const dark =
    colorScheme === 'dark' ||
    (colorScheme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
  return (
    <header className="header">
      <div className="brand">
        <Sprout size={18} aria-hidden />
        <span>{t('studio')}</span>
      </div>
      <div className="spread" />
      <DeviceChip />
      <LedgerChip />
      <button type="button" className="chip" aria-label={t('language')} onClick={switchLanguage}>
        <Languages size={16} aria-hidden />
      </button>
      <button
        type="button"
        className="chip"
        aria-label={t('theme')}
        onClick={() => setColorScheme(dark ? 'light' : 'dark')}
      >
        <Moon size={16} aria-hidden />
      </button>
      <button type="button" className="chip" onClick={() => setDrawer(true)}>
        <History size={16} aria-hidden />
        <span className="word">{t('runs')}</span> <b>{runs}</b>
      </button>
      <Drawer
        opened={drawer}
        onClose={() => setDrawer(false)}
        position="right"
        size={820}
        title={t('runs')}
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        <RunsPanel onOpen={() => setDrawer(false)} />
      </Drawer>
    </header>
  );
}

function DeviceChip() {
  const { t } = useTranslation();
  const device = useStudio((state) => state.device);
  if (!device) return null;
  return (
    <Popover width={320} withArrow>
      <Popover.Target>
        <button type="button" className="chip">
          <Cpu size={16} aria-hidden />
          <b>{device.backend === 'wasm' ? 'CPU' : device.backend}</b>
          <span className="word">
            {device.threads > 1 ? t('threads', { count: device.threads }) : t('oneThread')}
          </span>
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <h2>{t('device')}</h2>
        <p>{device.reason}</p>
        <p className="muted">{device.description}</p>
        {device.adapter && <p className="muted">GPU: {device.adapter}</p>}
        {device.advice && <p className="muted">{device.advice}</p>}
        <p className="muted">
          {bytesText(device.storage.used)} / {bytesText(device.storage.quota)} {device.storage.note}
        </p>
      </Popover.Dropdown>
    </Popover>
  );
}

function LedgerChip() {
  const { t } = useTranslation();
  const entries = useNetwork();
  const sent = entries.reduce((sum, entry) => sum + entry.bytesSent, 0);
  return (
    <Popover width={420} withArrow>
      <Popover.Target>
        <button type="button" className="chip">
          <ShieldCheck size={16} aria-hidden />
          <span>{t('bytesSent', { count: sent })}</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <h2>{t('ledger')}</h2>
        <p className="muted">{entries.length === 0 ? t('ledgerEmpty') : t('ledgerWhat')}</p>
        <table>
          <tbody>
            {entries.map((entry) => (
              <tr key={`${entry.id}-${entry.url}`}>
                <td>
                  {entry.method}{' '}
                  {new URL(entry.url, location.href).pathname.split('/').slice(-2).join('/')}
                </td>
                <td className="number">{bytesText(entry.bytesReceived)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Popover.Dropdown>
    </Popover>
  );
}

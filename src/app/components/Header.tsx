import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { History, Moon, Sprout, Sun } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRun } from '../hooks';
import { switchLanguage } from '../i18n';
import { RunsDrawer } from '../panels/runs/RunsDrawer';
import { DeviceChip } from './DeviceChip';
import { LedgerChip } from './LedgerChip';

/** Brand, where it computes, bytes sent, language, theme, runs. */
export function Header() {
  const { t } = useTranslation();
  const [drawer, setDrawer] = useState(false);
  const runs = useRun((state) => state.runs.length);
  return (
    <header className="header">
      <div className="brand">
        <Sprout size={20} aria-hidden />
        <span>{t('studio')}</span>
      </div>
      <div className="spread" />
      <DeviceChip />
      <LedgerChip />
      <span className="bar" />
      <button
        type="button"
        className="chip icon"
        aria-label={t('language')}
        title={t('language')}
        onClick={switchLanguage}
      >
        <span aria-hidden>{t('otherLanguage')}</span>
      </button>
      <ThemeChip />
      <button type="button" className="chip" onClick={() => setDrawer(true)}>
        <History size={16} aria-hidden />
        <span className="word">{t('runs')}</span> <b>{runs}</b>
      </button>
      <RunsDrawer opened={drawer} onClose={() => setDrawer(false)} />
    </header>
  );
}

function ThemeChip() {
  const { t } = useTranslation();
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme('light') === 'dark';
  const Icon = dark ? Sun : Moon;
  return (
    <button
      type="button"
      className="chip icon"
      aria-label={t('theme')}
      title={t('theme')}
      onClick={() => setColorScheme(dark ? 'light' : 'dark')}
    >
      <Icon size={16} aria-hidden />
    </button>
  );
}

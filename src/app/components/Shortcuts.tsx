import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { actionOf, COMMAND } from '../keys';
import { ChipPopover } from './ChipPopover';

/** The list of keys; "?" opens it anywhere but in a field. */
export function Shortcuts() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (actionOf(event) === 'help') setOpen((was) => !was);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  const keys = [
    { key: `${COMMAND} ↵`, does: t('keyStart') },
    { key: t('keySpace'), does: t('keyPause') },
    { key: '1 – 7', does: t('keyPanel') },
    { key: 'Tab', does: t('keyTab') },
    { key: 'Esc', does: t('keyEscape') },
    { key: '?', does: t('keyHelp') },
  ];
  return (
    <ChipPopover
      open={open}
      onOpen={setOpen}
      width={320}
      position="right-end"
      chip={
        <>
          <kbd aria-hidden>?</kbd>
          {t('shortcutsTitle')}
        </>
      }
    >
      <h2>{t('shortcutsTitle')}</h2>
      <div className="keys">
        {keys.map(({ key, does }) => (
          <div key={key} style={{ display: 'contents' }}>
            <kbd>{key}</kbd>
            <span>{does}</span>
          </div>
        ))}
      </div>
    </ChipPopover>
  );
}

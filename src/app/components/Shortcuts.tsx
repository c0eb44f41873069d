import { Popover } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { actionOf } from '../keys';

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
    { key: 'Ctrl+Enter', does: t('keyStart') },
    { key: t('keySpace'), does: t('keyPause') },
    { key: '1 – 7', does: t('keyPanel') },
    { key: 'Tab', does: t('keyTab') },
    { key: 'Esc', does: t('keyEscape') },
    { key: '?', does: t('keyHelp') },
  ];
  return (
    <Popover opened={open} onChange={setOpen} position="right-end" width={320} withRoles={false}>
      <Popover.Target>
        <button
          type="button"
          className="chip"
          aria-expanded={open}
          onClick={() => setOpen((was) => !was)}
        >
          <kbd>?</kbd>
          {t('shortcutsTitle')}
        </button>
      </Popover.Target>
      <Popover.Dropdown className="popover">
        <h2>{t('shortcutsTitle')}</h2>
        <div className="keys">
          {keys.map(({ key, does }) => (
            <div key={key} style={{ display: 'contents' }}>
              <kbd>{key}</kbd>
              <span>{does}</span>
            </div>
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

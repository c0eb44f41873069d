import { Sprout, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

const GREETED = 'graft-greeted';

/** The one line of a first visit; gone for good once dismissed. */
export function Greeting() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(() => localStorage.getItem(GREETED) === null);
  if (!open) return null;
  const dismiss = (): void => {
    localStorage.setItem(GREETED, '1');
    setOpen(false);
  };
  return (
    <div className="note">
      <Sprout size={16} aria-hidden />
      <p>{t('hello')}</p>
      <button type="button" className="chip icon" aria-label={t('dismiss')} onClick={dismiss}>
        <X size={16} aria-hidden />
      </button>
    </div>
  );
}

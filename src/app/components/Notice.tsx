import { TriangleAlert, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStudio } from '../hooks';

/** The headers that give a page threads. */
const HEADERS = [
  'Cross-Origin-Opener-Policy: same-origin',
  'Cross-Origin-Embedder-Policy: require-corp',
];

/** The two headers to host the page with, as text. */
export function IsolationHeaders() {
  return <pre className="mono">{HEADERS.join('\n')}</pre>;
}

/** Says that only one thread works when the page is not isolated; gone once dismissed. */
export function Notice() {
  const { t } = useTranslation();
  const alone = useStudio((state) => state.device?.crossOriginIsolated === false);
  const [open, setOpen] = useState(true);
  if (!alone || !open) return null;
  return (
    <div className="notice" role="status">
      <TriangleAlert size={16} aria-hidden />
      <span className="spread">
        {t('notIsolated')} <code className="mono">{HEADERS.join('; ')}</code>
      </span>
      <button
        type="button"
        className="chip icon"
        aria-label={t('dismiss')}
        onClick={() => setOpen(false)}
      >
        <X size={16} aria-hidden />
      </button>
    </div>
  );
}

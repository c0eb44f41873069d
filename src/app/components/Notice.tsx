import { TriangleAlert, X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNotices, useStudio } from '../hooks';
import { errorRemedy, errorSentence } from '../i18n/problems';
import { notices } from '../stores';

/** The headers that give a page threads. */
const HEADERS = [
  'Cross-Origin-Opener-Policy: same-origin',
  'Cross-Origin-Embedder-Policy: require-corp',
];

/** The two headers to host the page with, as text. */
export function IsolationHeaders() {
  return <pre className="mono">{HEADERS.join('\n')}</pre>;
}

/** What a person should know whatever they do now; each gone once dismissed. */
export function Notice() {
  const { t } = useTranslation();
  const told = useNotices();
  const alone = useStudio((state) => state.device?.crossOriginIsolated === false);
  const [open, setOpen] = useState(true);
  if (told.length === 0 && !(alone && open)) return null;
  return (
    <div className="notices">
      {alone && open && (
        <Line onDismiss={() => setOpen(false)}>
          {t('notIsolated')} <code className="mono">{HEADERS.join('; ')}</code>
        </Line>
      )}
      {told.map((notice) => (
        <Line key={notice.code} onDismiss={() => notices.dismiss(notice.code)}>
          {!notice.code.startsWith('worker/') && t('notKept')} {errorSentence(t, notice)}{' '}
          {errorRemedy(t, notice)}
        </Line>
      ))}
    </div>
  );
}

function Line({
  children,
  onDismiss,
}: {
  readonly children: ReactNode;
  readonly onDismiss: () => void;
}) {
  const { t } = useTranslation();
  return (
    <div className="notice" role="status">
      <TriangleAlert size={16} aria-hidden />
      <span className="spread">{children}</span>
      <button type="button" className="chip icon" aria-label={t('dismiss')} onClick={onDismiss}>
        <X size={16} aria-hidden />
      </button>
    </div>
  );
}

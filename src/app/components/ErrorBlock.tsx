import { CircleAlert, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ErrorRecord } from '../../worker/protocol';
import { paragraph } from '../format';
import { errorRemedy, errorSentence } from '../i18n/problems';

interface Props {
  readonly error: ErrorRecord;
  /** What is untouched by it. */
  readonly kept?: string;
  readonly onDismiss?: () => void;
  /** Remedies as buttons. */
  readonly children?: ReactNode;
}

/** A fault where it happened: what, what was kept, the remedy, the details folded. */
export function ErrorBlock({ error, kept, onDismiss, children }: Props) {
  const { t } = useTranslation();
  const remedy = errorRemedy(t, error);
  const { excerpt } = error.values;
  return (
    <div className="error" role="alert">
      <div className="line">
        <b className="spread">
          <CircleAlert size={16} aria-hidden />
          {errorSentence(t, error)}
        </b>
        {onDismiss && (
          <button type="button" className="chip icon" aria-label={t('dismiss')} onClick={onDismiss}>
            <X size={16} aria-hidden />
          </button>
        )}
      </div>
      {(remedy || kept) && <p>{paragraph([remedy, kept])}</p>}
      {typeof excerpt === 'object' && excerpt && <pre>{excerpt.join('\n')}</pre>}
      {children && <div className="line wrap">{children}</div>}
      <details>
        <summary>{t('details')}</summary>
        <pre>
          {error.code}
          {'\n'}
          {error.message}
          {'\n'}
          {JSON.stringify(error.values, null, 1)}
        </pre>
      </details>
    </div>
  );
}

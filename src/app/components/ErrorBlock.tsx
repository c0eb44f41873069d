import { useTranslation } from 'react-i18next';
import type { ErrorRecord } from '../../worker/protocol';

/** A fault where it happened: what, the remedy, the details folded. */
export function ErrorBlock({ error }: { readonly error: ErrorRecord }) {
  const { t } = useTranslation();
  return (
    <div className="error" role="alert">
      <p>
        <b>{error.message}</b>
      </p>
      {error.remedy && <p>{error.remedy}</p>}
      <details>
        <summary>{t('details')}</summary>
        <pre className="muted" style={{ whiteSpace: 'pre-wrap' }}>
          {error.code} {JSON.stringify(error.values, null, 1)}
        </pre>
      </details>
    </div>
  );
}

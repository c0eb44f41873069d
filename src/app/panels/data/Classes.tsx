import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { percentText, wholeText } from '../../format';
import { useStudio } from '../../hooks';

const FIRST = 12;

/** How many rows each class has. */
export function Classes() {
  const { t } = useTranslation();
  const profile = useStudio((state) => state.profile);
  const [all, setAll] = useState(false);
  if (!profile) return null;
  const labels = [...profile.labels].sort((a, b) => b.count - a.count);
  const most = Math.max(1, labels[0]?.count ?? 1);
  return (
    <section className="section">
      <header>
        <h2>{t('classes')}</h2>
        <span className="spread" />
        <span className="muted">{t('rowsShare')}</span>
      </header>
      <div className="classes">
        {labels.slice(0, all ? labels.length : FIRST).map(({ label, count }) => (
          <div className="bar" key={label}>
            <span className="name" title={label}>
              {label}
            </span>
            <span className="track">
              <i style={{ width: `${(100 * count) / most}%` }} />
            </span>
            <b className="number">{wholeText(count)}</b>
            <span className="number muted">
              {percentText(count / Math.max(1, profile.usable), 0)}
            </span>
          </div>
        ))}
        {labels.length > FIRST && (
          <button type="button" className="link" onClick={() => setAll((was) => !was)}>
            {all ? t('showFewer') : t('showAllOf', { count: labels.length })}
          </button>
        )}
      </div>
    </section>
  );
}

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { percentText, wholeText } from '../../format';
import { useStudio } from '../../hooks';
import { goalOf } from '../../stores/studioState';

const FIRST = 12;

/** How many rows each class or label has, or words each tag. */
export function Classes() {
  const { t } = useTranslation();
  const profile = useStudio((state) => state.profile);
  const goal = useStudio(goalOf);
  const [all, setAll] = useState(false);
  // Of numbers there is nothing to count.
  if (!profile || goal === 'numbers' || goal === 'text') return null;
  const labels = [...profile.labels].sort((a, b) => b.count - a.count);
  const most = Math.max(1, labels[0]?.count ?? 1);
  const words = labels.reduce((sum, { count }) => sum + count, 0);
  const total = goal === 'tags' ? words : profile.usable;
  return (
    <section className="section">
      <header>
        <h2>{t(`counted_${goal}`)}</h2>
        <span className="spread" />
        <span className="muted">{t(goal === 'tags' ? 'wordsShare' : 'rowsShare')}</span>
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
            <span className="number muted">{percentText(count / Math.max(1, total), 0)}</span>
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

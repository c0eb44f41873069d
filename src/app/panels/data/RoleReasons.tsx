import { useTranslation } from 'react-i18next';
import { useStudio } from '../../hooks';
import { guessOf } from '../../stores/studioState';

/** Why the columns got their roles, and which a person has changed. */
export function RoleReasons() {
  const { t } = useTranslation();
  const guess = useStudio(guessOf);
  const roles = useStudio((state) => state.roles);
  if (!guess) return null;
  return (
    <details className="reasons">
      <summary>{t('why')}</summary>
      <ul className="muted">
        {Object.entries(guess.reasons).map(([role, { code, values, text }]) => (
          <li key={role}>
            <b>{t(`role_${role}`, { defaultValue: role })}</b>{' '}
            {roles[role] === guess.roles[role]
              ? t(`reason_${code}`, { ...values, defaultValue: text })
              : roles[role]
                ? t('reasonChosen', { column: roles[role] })
                : t('reasonNobody')}
          </li>
        ))}
      </ul>
    </details>
  );
}

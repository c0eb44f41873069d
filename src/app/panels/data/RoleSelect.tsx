import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useStudio } from '../../hooks';
import { studio } from '../../stores';
import { roleChoices } from '../../stores/roles';
import { guessOf, rolesOf } from '../../stores/studioState';

/** The role of a column as a chip that can be changed; its title says why it was guessed. */
export function RoleSelect({ column }: { readonly column: string }) {
  const { t } = useTranslation();
  const roles = useStudio((state) => state.roles);
  const guess = useStudio(guessOf);
  const columns = useStudio(rolesOf);
  const role = Object.entries(roles).find(([, name]) => name === column)?.[0] ?? '';
  const reason = role && guess?.roles[role] === column ? guess.reasons[role] : undefined;
  const why = reason && t(`reason_${reason.code}`, { ...reason.values, defaultValue: reason.text });
  return (
    <NativeSelect
      className={role ? 'role on' : 'role'}
      size="xs"
      aria-label={t('role', { column })}
      title={why}
      value={role}
      data={[
        { value: '', label: t('roleNone') },
        ...roleChoices(columns, roles).map(({ key, role: { key: name, label }, place }) => {
          const said = t(`role_${name}`, { defaultValue: label });
          return { value: key, label: place === 1 ? said : t('roleNth', { role: said, place }) };
        }),
      ]}
      onChange={(event) => studio.setRole(column, event.currentTarget.value)}
    />
  );
}

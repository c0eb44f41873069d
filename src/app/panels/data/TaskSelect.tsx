import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useStudio } from '../../hooks';
import { useCatalogWords } from '../../i18n/catalog';
import { studio } from '../../stores';

/** What the rows are to teach: as the columns suggest, or as a person says. */
export function TaskSelect() {
  const { t } = useTranslation();
  const words = useCatalogWords();
  const tasks = useStudio((state) => state.catalog?.tasks);
  const task = useStudio((state) => state.task);
  const suited = useStudio((state) => state.dataset?.task);
  if (!tasks || tasks.length < 2) return null;
  const nameOf = (id: string | undefined): string =>
    words(tasks.find((entry) => entry.id === id)?.label ?? '');
  return (
    <div className="encoding">
      <NativeSelect
        label={t('taskChoice')}
        size="sm"
        value={task}
        data={tasks.map(({ id }) => ({ value: id, label: nameOf(id) }))}
        onChange={(event) => studio.setTask(event.currentTarget.value)}
      />
      <p className="small muted">
        {task === suited ? t('taskGuessed') : t('taskOther', { task: nameOf(suited) })}
      </p>
    </div>
  );
}

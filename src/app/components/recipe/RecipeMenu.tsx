import { Menu } from '@mantine/core';
import { Braces, Download, Ellipsis, FolderOpen } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { save } from '../../download';
import { useStudio } from '../../hooks';
import { pickFile } from '../../pickFile';
import { jobs, studio } from '../../stores';
import { jobBlob } from '../../stores/jobText';
import { JobView } from './JobView';

/** The recipe as a file: shown, taken away, opened. */
export function RecipeMenu() {
  const { t } = useTranslation();
  const job = useStudio((state) => state.plan?.job);
  const [shown, setShown] = useState(false);
  const open = async (): Promise<void> => {
    const file = await pickFile('.json,application/json');
    if (file) await jobs.open(file);
  };
  const download = async (): Promise<void> => {
    const completed = await studio.completedJob();
    if (completed) save(jobBlob(completed), 'job.json');
  };
  return (
    <>
      <Menu position="bottom-end" width={200} transitionProps={{ duration: 0 }}>
        <Menu.Target>
          <button type="button" className="chip icon" aria-label={t('recipeMenu')}>
            <Ellipsis size={16} aria-hidden />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            disabled={!job}
            leftSection={<Braces size={16} aria-hidden />}
            onClick={() => setShown(true)}
          >
            {t('showJob')}
          </Menu.Item>
          <Menu.Item
            disabled={!job}
            leftSection={<Download size={16} aria-hidden />}
            onClick={() => void download()}
          >
            {t('downloadJob')}
          </Menu.Item>
          <Menu.Item leftSection={<FolderOpen size={16} aria-hidden />} onClick={() => void open()}>
            {t('openJob')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {job && <JobView job={job} opened={shown} onClose={() => setShown(false)} />}
    </>
  );
}

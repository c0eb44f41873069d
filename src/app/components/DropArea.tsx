import { Upload } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { readDropped } from '../dropped';
import { useRun, useStudio } from '../hooks';
import { adapters, jobs, run, studio, tries } from '../stores';
import { isAdapter } from '../stores/adapterDesk';
import { isJobFile } from '../stores/jobDesk';

/** The whole window takes files: data, a model's folder, or a test file where results are shown. */
export function DropArea() {
  const { t } = useTranslation();
  const [location, go] = useLocation();
  const runId = useRun((state) => (state.phase === 'done' ? state.runId : null));
  const name = useStudio((state) => state.dataset?.name ?? '');
  const testing = location === '/evaluate' ? runId : null;
  const trying = location === '/try' && runId !== null;
  const over = useFileDrag(async (transfer) => {
    const dropped = await readDropped(transfer);
    const loose = dropped.files.map((item) =>
      'file' in item ? item : { path: item.name, file: item },
    );
    if (isAdapter(loose)) {
      const name = dropped.kind === 'folder' ? dropped.name : (dropped.files[0]?.name ?? '');
      if (trying) return tries.importAdapter({ name, files: loose });
      go('/model');
      return adapters.open({ name, files: loose });
    }
    if (dropped.kind === 'folder') {
      go('/model');
      return studio.openModel({ kind: 'files', name: dropped.name, files: dropped.files });
    }
    const [file, other] = await jobsLast(dropped.files);
    if (!file) return;
    if (await isJobFile(file)) return jobs.open(file);
    if (testing) return run.evaluate(testing, dropped.files);
    if (location !== '/') go('/data');
    await studio.openData({ kind: 'file', file });
    if (other && (await isJobFile(other))) await jobs.open(other);
  });
  if (!over) return null;
  const say = trying
    ? t('dropTry')
    : location === '/model'
      ? t('dropAdapterToo')
      : testing
        ? t('dropTest')
        : t('dropData', { name });
  return (
    <div className="dragover">
      <p>
        <Upload size={16} aria-hidden />
        {say}
      </p>
    </div>
  );
}

/** Rows dropped together with a job come first, so that the job finds them. */
async function jobsLast(files: readonly File[]): Promise<readonly File[]> {
  const known = await Promise.all(
    files.map(async (file) => ({ file, job: await isJobFile(file) })),
  );
  return known.sort((a, b) => Number(a.job) - Number(b.job)).map(({ file }) => file);
}

/** Whether files are being dragged over the window; calls back when they are let go. */
function useFileDrag(onDrop: (transfer: DataTransfer) => Promise<void>): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const holdsFiles = (event: DragEvent): boolean =>
      event.dataTransfer?.types.includes('Files') ?? false;
    const enter = (event: DragEvent): void => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent): void => {
      // Moving between elements leaves one for another; leaving the window leaves for none.
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent): void => {
      event.preventDefault();
      setOver(false);
      if (event.dataTransfer && holdsFiles(event)) void onDrop(event.dataTransfer);
    };
    window.addEventListener('dragover', enter);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', enter);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, [onDrop]);
  return over;
}

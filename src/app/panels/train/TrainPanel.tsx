import './train.css';
import { useTranslation } from 'react-i18next';
import { PanelTitle } from '../../components/PanelTitle';
import { useRun, useStudio } from '../../hooks';
import { useCatalogWords } from '../../i18n/catalog';
import { Curves } from './Curves';
import { Numbers } from './Numbers';
import { Trouble } from './Trouble';
import { subOf, titleOf } from './title';
import { Watch } from './Watch';

/** The curves of the run, its numbers, and a few rows as it learns them. */
export function TrainPanel() {
  return (
    <div className="panel">
      <Title />
      <Trouble />
      <Numbers />
      <Curves />
      <Watch />
    </div>
  );
}

/** What runs and how far it is: the one part that every message of the run draws anew. */
function Title() {
  const { t } = useTranslation();
  const words = useCatalogWords();
  const state = useRun((all) => all);
  const { job } = state;
  const chosen = useStudio((studio) => studio.model);
  const method = useStudio(({ catalog, method: id }) => {
    const wanted = job?.method.id ?? id;
    return catalog?.methods.find((entry) => entry.id === wanted)?.label ?? wanted;
  });
  const model = !job || job.model === chosen?.id ? (chosen?.label ?? '') : job.model;
  return (
    <PanelTitle title={titleOf(t, state)} sub={subOf(t, state, { method: words(method), model })} />
  );
}

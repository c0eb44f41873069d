import './data.css';
import { useTranslation } from 'react-i18next';
import { PanelTitle } from '../../components/PanelTitle';
import { ProgressLine } from '../../components/ProgressLine';
import { bytesText, wholeText } from '../../format';
import { useStudio } from '../../hooks';
import { goalOf } from '../../stores/studioState';
import { Classes } from './Classes';
import { DataFault } from './DataFault';
import { DropStrip } from './DropStrip';
import { EncodingSelect } from './EncodingSelect';
import { Greeting } from './Greeting';
import { Lengths } from './Lengths';
import { RowBrowser } from './RowBrowser';
import { Split } from './Split';
import { TaskSelect } from './TaskSelect';

/** Rows, roles, classes, lengths, split and problems of the data. */
export function DataPanel() {
  const { t } = useTranslation();
  const dataset = useStudio((state) => state.dataset);
  const profile = useStudio((state) => state.profile);
  const goal = useStudio(goalOf);
  const title = !dataset
    ? t('dataNone')
    : profile
      ? t(`dataTitle_${goal}`, { rows: wholeText(profile.usable), count: profile.labels.length })
      : t('dataTitleOpen', { rows: wholeText(dataset.rows) });
  return (
    <div className="panel">
      <Greeting />
      <DataFault />
      <PanelTitle title={title} sub={useManner()}>
        {dataset && <TaskSelect />}
        {dataset && <EncodingSelect />}
      </PanelTitle>
      <ProgressLine task="open" />
      <ProgressLine task="profile" />
      <DropStrip />
      {dataset && (
        <div className="columns">
          <RowBrowser key={dataset.id} dataset={dataset} />
          <div className="stack">
            <Classes />
            <Lengths />
            <Split />
          </div>
        </div>
      )}
    </div>
  );
}

/** How the file was read: name, size, separator, header. */
function useManner(): string {
  const { t } = useTranslation();
  const dataset = useStudio((state) => state.dataset);
  if (!dataset) return '';
  const { name, sample, byteLength, format, delimiter, headerLine } = dataset;
  const separators: Readonly<Record<string, string>> = {
    ',': t('comma'),
    ';': t('semicolon'),
    '\t': t('tab'),
    '|': t('pipe'),
  };
  return [
    name,
    sample && t('sampleWord'),
    bytesText(byteLength),
    [format.toUpperCase(), delimiter && (separators[delimiter] ?? delimiter)]
      .filter(Boolean)
      .join(', '),
    headerLine !== null && t('headerLine', { line: headerLine }),
  ]
    .filter(Boolean)
    .join(' · ');
}

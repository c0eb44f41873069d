import { Button } from '@mantine/core';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorBlock } from '../components/ErrorBlock';
import { PanelTitle } from '../components/PanelTitle';
import { ProgressLine } from '../components/ProgressLine';
import { bytesText, countText } from '../format';
import { useStudio } from '../hooks';
import { studio } from '../stores';

/** Bundled models, and a folder of one's own. */
export function ModelPanel() {
  const { t } = useTranslation();
  const model = useStudio((state) => state.model);
  const models = useStudio((state) => state.catalog?.models ?? []);
  const error = useStudio((state) => state.modelError);
  const input = useRef<HTMLInputElement>(null);
  const title = model
    ? t('modelTitle', { name: model.label, count: countText(model.parameters) })
    : t('modelLoading', { name: models[0]?.label ?? '' });
  const sub = model
    ? t('modelSub', {
        family: model.familyLabel,
        layers: model.layers,
        width: model.hiddenSize,
        tokens: model.maxTokens,
      })
    : '';
  const open = (list: FileList | null): void => {
    const files = [...(list ?? [])].map((file) => ({
      path: file.webkitRelativePath || file.name,
      file,
    }));
    const name = files[0]?.path.split('/')[0] ?? 'model';
    if (files.length > 0) void studio.openModel({ kind: 'files', name, files });
  };
  return (
    <div className="panel">
      <PanelTitle title={title} sub={sub} />
      {error && <ErrorBlock error={error} />}
      <ProgressLine task="model" />
      {model?.notes.map((note) => (
        <p className="muted" key={note}>
          {note}
        </p>
      ))}
      {models.map((bundled) => (
        <div className="card" key={bundled.id}>
          <h2>{bundled.label}</h2>
          <p>{bundled.description}</p>
          <p className="muted">
            {countText(bundled.parameters)} · {bytesText(bundled.bytes)} ·{' '}
            <a href={bundled.licenseUrl} style={{ textDecoration: 'underline' }}>
              {bundled.license}
            </a>{' '}
            · {t('from', { source: bundled.source })}
          </p>
          {model?.id !== bundled.id && (
            <Button
              variant="default"
              onClick={() => void studio.openModel({ kind: 'bundled', id: bundled.id })}
            >
              {t('use')}
            </Button>
          )}
        </div>
      ))}
      <div className="drop">
        <span className="spread">{t('bringModel')}</span>
        <Button variant="default" onClick={() => input.current?.click()}>
          {t('chooseFolder')}
        </Button>
        <input
          ref={(element) => {
            input.current = element;
            element?.setAttribute('webkitdirectory', '');
          }}
          className="visually-hidden"
          type="file"
          multiple
          aria-label={t('modelFolder')}
          onChange={(event) => open(event.currentTarget.files)}
        />
      </div>
    </div>
  );
}

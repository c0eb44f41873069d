import './model.css';
import { Button } from '@mantine/core';
import { Info, Upload } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { BundledModel, ModelSummary } from '../../worker/protocol';
import { ErrorBlock } from '../components/ErrorBlock';
import { PanelTitle } from '../components/PanelTitle';
import { ProgressLine } from '../components/ProgressLine';
import { chosenFolder } from '../dropped';
import { bytesText, countText } from '../format';
import { useStudio } from '../hooks';
import { useCatalogWords, useEngineWords } from '../i18n/catalog';
import { studio } from '../stores';
import { ModelAdapter } from './ModelAdapter';
import { ModelPrecision } from './ModelPrecision';

const NONE: readonly never[] = [];

/** Bundled models, a folder of one's own, and what is known of the chosen one. */
export function ModelPanel() {
  const { t } = useTranslation();
  const model = useStudio((state) => state.model);
  const models = useStudio((state) => state.catalog?.models ?? NONE);
  const error = useStudio((state) => state.modelError);
  const own = model && !models.some(({ id }) => id === model.id) ? model : null;
  return (
    <div className="panel">
      <PanelTitle
        title={
          model
            ? t('modelTitle', { name: model.label, count: countText(model.parameters) })
            : t('modelLoading', { name: models[0]?.label ?? '' })
        }
        sub={
          model
            ? t('modelSub', {
                family: model.familyLabel,
                layers: model.layers,
                width: model.hiddenSize,
                tokens: model.maxTokens,
              })
            : ''
        }
      />
      {error && (
        <ErrorBlock
          error={error}
          {...(model ? { kept: t('modelKept', { name: model.label }) } : {})}
          onDismiss={studio.dismissModelError}
        />
      )}
      <div className="cards models">
        {models.map((bundled) => (
          <BundledCard key={bundled.id} bundled={bundled} chosen={model?.id === bundled.id} />
        ))}
        {own && <OwnCard model={own} />}
      </div>
      <ProgressLine task="model" />
      <BringOwn />
      {model && <ModelAdapter />}
      <ModelPrecision />
      {model && <Facts model={model} />}
    </div>
  );
}

function BundledCard({
  bundled,
  chosen,
}: {
  readonly bundled: BundledModel;
  readonly chosen: boolean;
}) {
  const { t } = useTranslation();
  const words = useCatalogWords();
  const { id, label, description, parameters, bytes, license, licenseUrl, source } = bundled;
  return (
    <section className={chosen ? 'card chosen' : 'card'}>
      <div className="line">
        <h2 className="spread">{label}</h2>
        <span className="radio" aria-hidden />
      </div>
      <p className="small">{words(description)}</p>
      <dl className="facts">
        <dt>{t('parametersWord')}</dt>
        <dd>{countText(parameters)}</dd>
        <dt>{t('onDisk')}</dt>
        <dd>{bytesText(bytes)}</dd>
        <dt>{t('licence')}</dt>
        <dd>
          <a href={licenseUrl} target="_blank" rel="noreferrer">
            <u>{license}</u>
          </a>
        </dd>
        <dt>{t('cameFrom')}</dt>
        <dd className="ellipsis" title={source}>
          {t('bundledWord')}
        </dd>
      </dl>
      {chosen ? (
        <p className="small muted">{t('inUse')}</p>
      ) : (
        <Button
          variant="default"
          size="compact-md"
          aria-label={t('useModel', { name: label })}
          onClick={() => void studio.openModel({ kind: 'bundled', id })}
        >
          {t('use')}
        </Button>
      )}
    </section>
  );
}

function OwnCard({ model }: { readonly model: ModelSummary }) {
  const { t } = useTranslation();
  const source = useStudio((state) => state.modelSource);
  const files = source?.kind === 'files' ? source.files : NONE;
  const bytes = files.reduce((sum, { file }) => sum + file.size, 0);
  return (
    <section className="card chosen">
      <div className="line">
        <h2 className="spread">{model.label}</h2>
        <span className="radio" aria-hidden />
      </div>
      <p className="small">{t('fromFolder', { family: model.familyLabel, count: files.length })}</p>
      <dl className="facts">
        <dt>{t('parametersWord')}</dt>
        <dd>{countText(model.parameters)}</dd>
        <dt>{t('onDisk')}</dt>
        <dd>{bytesText(bytes)}</dd>
        <dt>{t('headWord')}</dt>
        <dd>
          {model.headLabels.length > 0
            ? t('headClasses', { count: model.headLabels.length })
            : t('headNone')}
        </dd>
      </dl>
      <p className="small muted">{t('inUse')}</p>
    </section>
  );
}

function BringOwn() {
  const { t } = useTranslation();
  const families = useStudio((state) => state.catalog?.families ?? NONE);
  const input = useRef<HTMLInputElement>(null);
  const open = (list: FileList | null): void => {
    const { name, files } = chosenFolder(list);
    if (files.length > 0) void studio.openModel({ kind: 'files', name, files });
  };
  return (
    <div className="drop big">
      <p className="line">
        <Upload size={16} aria-hidden /> <b>{t('bringOwn')}</b>
      </p>
      <p>{t('bringModel', { families: families.map(({ label }) => label).join(', ') })}</p>
      <Button variant="default" size="compact-md" onClick={() => input.current?.click()}>
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
        tabIndex={-1}
        aria-label={t('modelFolder')}
        onChange={(event) => {
          open(event.currentTarget.files);
          event.currentTarget.value = '';
        }}
      />
    </div>
  );
}

/** Shape, tokenizer and what was odd about the folder. */
function Facts({ model }: { readonly model: ModelSummary }) {
  const { t } = useTranslation();
  const words = useEngineWords();
  const numbers = [
    { label: t('layersWord'), value: model.layers },
    { label: t('widthWord'), value: model.hiddenSize },
    { label: t('headsWord'), value: model.heads },
    { label: t('vocabularyWord'), value: model.vocabulary },
    { label: t('tokenizerWord'), value: model.tokenizerTokens },
    { label: t('contextWord'), value: model.maxTokens },
  ];
  const total = model.parts.reduce((sum, { parameters }) => sum + parameters, 0);
  return (
    <section className="section rule">
      <header>
        <h2>{t('whereParameters')}</h2>
      </header>
      <div className="parameters" aria-hidden>
        {model.parts.map(({ part, parameters }, i) => (
          <i key={part} style={{ flex: parameters, opacity: shade(i) }} />
        ))}
      </div>
      <div className="legend">
        {model.parts.map(({ part, parameters }, i) => (
          <span key={part} className="line">
            <i style={{ opacity: shade(i) }} /> {t(`part_${part}`, { defaultValue: part })}
            <b>{countText(parameters)}</b> {((100 * parameters) / total).toFixed(0)} %
          </span>
        ))}
      </div>
      <div className="numbers">
        {numbers.map(({ label, value }) => (
          <div key={label}>
            <div className="label">{label}</div>
            <div className="value">{value.toLocaleString('en-US')}</div>
          </div>
        ))}
      </div>
      {model.notes.length > 0 && (
        <ul className="list">
          {model.notes.map((note) => (
            <li key={note} className="info">
              <Info size={16} aria-hidden />
              <span>{words(note)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function shade(i: number): number {
  return [1, 0.72, 0.5, 0.3][i] ?? 0.3;
}

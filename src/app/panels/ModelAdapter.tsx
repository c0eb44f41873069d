import { Button } from '@mantine/core';
import { TriangleAlert } from 'lucide-react';
import { type InputHTMLAttributes, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { AdapterFacts, Field } from '../../worker/protocol';
import { ErrorBlock } from '../components/ErrorBlock';
import { ProgressLine } from '../components/ProgressLine';
import { chosenFolder } from '../dropped';
import { bytesText, countText } from '../format';
import { useStudio } from '../hooks';
import { useCatalogWords } from '../i18n/catalog';
import { adapters } from '../stores';

/** The adapter that training goes on from: brought, checked against the model, let go of. */
export function ModelAdapter() {
  const { t } = useTranslation();
  const adapter = useStudio((state) => state.adapter);
  const error = useStudio((state) => state.adapterError);
  return (
    <section className="section rule" aria-label={t('adapterWord')}>
      <header>
        <h2>{t('bringAdapter')}</h2>
      </header>
      {error && (
        <ErrorBlock error={error} kept={t('adapterKept')} onDismiss={adapters.dismissError} />
      )}
      <ProgressLine task="adapter" />
      {adapter && (
        <div className="cards models">
          <Facts adapter={adapter} />
        </div>
      )}
      <Bring />
    </section>
  );
}

function Bring() {
  const { t } = useTranslation();
  const open = (list: FileList | null): void => {
    const { name, files } = chosenFolder(list);
    if (files.length > 0) void adapters.open({ name, files });
  };
  return (
    <div className="drop big">
      <p>{t('bringAdapterHow')}</p>
      <div className="line wrap">
        <Chooser
          button={t('chooseAdapterFolder')}
          label={t('adapterFolder')}
          onFiles={open}
          attributes={{ webkitdirectory: '' }}
        />
        <Chooser button={t('chooseZip')} label={t('adapterZip')} onFiles={open} accept=".zip" />
      </div>
    </div>
  );
}

interface ChooserProps extends Pick<InputHTMLAttributes<HTMLInputElement>, 'accept'> {
  readonly button: string;
  readonly label: string;
  readonly onFiles: (files: FileList | null) => void;
  /** What React does not know of file inputs. */
  readonly attributes?: Readonly<Record<string, string>>;
}

function Chooser({ button, label, onFiles, attributes = {}, accept }: ChooserProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button variant="default" size="compact-md" onClick={() => input.current?.click()}>
        {button}
      </Button>
      <input
        ref={(element) => {
          input.current = element;
          for (const [key, value] of Object.entries(attributes)) element?.setAttribute(key, value);
        }}
        className="visually-hidden"
        type="file"
        accept={accept}
        tabIndex={-1}
        aria-label={label}
        onChange={(event) => {
          onFiles(event.currentTarget.files);
          event.currentTarget.value = '';
        }}
      />
    </>
  );
}

/** What the folder says of itself, and what a person should know before they train on. */
function Facts({ adapter }: { readonly adapter: AdapterFacts }) {
  const { t } = useTranslation();
  const words = useCatalogWords();
  const name = useStudio((state) => state.adapterSource?.name ?? '');
  const model = useStudio((state) => state.model?.label ?? '');
  const found = useStudio((state) => state.profile?.labels.length ?? null);
  const method = useStudio(({ catalog }) =>
    catalog?.methods.find(({ id }) => id === adapter.method),
  );
  const { base, sameBase, classes, labels, parameters, bytes, peftType } = adapter;
  const warnings = [
    !sameBase && t('adapterOtherBase', { base, model }),
    classes !== null &&
      found !== null &&
      found !== classes &&
      t('adapterOtherClasses', { classes, count: found }),
  ].filter((warning) => warning !== false);
  const settings = settingsOf(adapter, method?.fields ?? []);
  return (
    <section className="card chosen" aria-label={name}>
      <h2 className="ellipsis" title={name}>
        {name}
      </h2>
      <dl className="facts">
        <dt>{t('adapterType')}</dt>
        <dd>{peftType}</dd>
        {settings.map(({ label, value }) => (
          <Fact key={label} name={words(label)} value={value} />
        ))}
        <Fact name={t('adapterBase')} value={base || t('adapterNoBase')} />
        <Fact
          name={t('adapterClasses')}
          value={classes === null ? t('adapterNoHead') : labels.join(', ') || String(classes)}
        />
        <Fact name={t('adapterNumbers')} value={countText(parameters)} />
        <Fact name={t('onDisk')} value={bytesText(bytes)} />
      </dl>
      {warnings.map((warning) => (
        <p className="line small warned" key={warning}>
          <TriangleAlert size={16} aria-hidden /> {warning}
        </p>
      ))}
      <p className="small muted">{t('adapterGoesOn', { method: words(method?.label ?? '') })}</p>
      <Button variant="default" size="compact-md" onClick={adapters.remove}>
        {t('removeAdapter')}
      </Button>
    </section>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd className="ellipsis" title={value}>
        {value}
      </dd>
    </>
  );
}

/** The numbers and lists of a method's config: how wide, how long, where. */
function settingsOf({ config }: AdapterFacts, fields: readonly Field[]) {
  return fields
    .filter(({ kind, key, advanced, default: usual }) => {
      const plain = kind === 'integer' || kind === 'number' || kind === 'list';
      return plain && (!advanced || String(config[key]) !== String(usual));
    })
    .map(({ key, label }) => {
      const value = config[key];
      return { label, value: Array.isArray(value) ? value.join(', ') : String(value) };
    });
}

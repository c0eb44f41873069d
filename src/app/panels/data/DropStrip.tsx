import { Button } from '@mantine/core';
import { Upload } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useStudio } from '../../hooks';
import { studio } from '../../stores';

const NONE: readonly never[] = [];

/** Where a file goes, and the samples that ship with the studio. */
export function DropStrip() {
  const { t } = useTranslation();
  const samples = useStudio((state) => state.samples);
  const name = useStudio((state) => state.dataset?.name);
  const readers = useStudio((state) => state.catalog?.readers ?? NONE);
  const source = useStudio((state) => state.source);
  const input = useRef<HTMLInputElement>(null);
  const choose = (files: FileList | null): void => {
    const file = files?.[0];
    if (file) void studio.openData({ kind: 'file', file });
  };
  const chosen = source?.kind === 'sample' ? source.id : null;
  return (
    <div className="drop wrap">
      <Upload size={16} aria-hidden />
      <span>{name ? t('drop') : t('dropFirst')}</span>
      <span className="small">{readers.map(({ label }) => label).join(', ')}</span>
      <span className="spread" />
      {samples
        .filter(({ id }) => id !== chosen)
        .map(({ id, label }) => (
          <Button
            key={id}
            variant="subtle"
            size="compact-sm"
            onClick={() => void studio.openData({ kind: 'sample', id })}
          >
            {t('useSample', { label })}
          </Button>
        ))}
      <Button variant="default" size="compact-md" onClick={() => input.current?.click()}>
        {t('browse')}
      </Button>
      <input
        ref={input}
        className="visually-hidden"
        type="file"
        aria-label={t('datasetFile')}
        accept={readers.flatMap(({ extensions }) => extensions.map((end) => `.${end}`)).join(',')}
        onChange={(event) => {
          choose(event.currentTarget.files);
          // The same file chosen again must be heard of, too.
          event.currentTarget.value = '';
        }}
      />
    </div>
  );
}

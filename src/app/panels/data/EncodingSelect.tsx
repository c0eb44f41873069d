import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useStudio } from '../../hooks';
import { studio } from '../../stores';

/** Names that people know, where the standard's label is not it. */
const NAMES: Readonly<Record<string, string>> = {
  'utf-8': 'UTF-8',
  gb18030: 'GB18030, GBK',
  gbk: 'GBK',
  big5: 'Big5',
  shift_jis: 'Shift_JIS',
  'windows-1252': 'Windows-1252, Latin-1',
  'utf-16le': 'UTF-16 LE',
  'utf-16be': 'UTF-16 BE',
};

/** How bytes become letters: as detected, with the reason, or as a person says. */
export function EncodingSelect() {
  const { t } = useTranslation();
  const encoding = useStudio((state) => state.dataset?.encoding);
  const known = useStudio((state) => state.encodings);
  const chosen = useStudio((state) => state.source?.options?.encoding ?? '');
  if (!encoding) return null;
  const detected = chosen === '' ? t('detected', { name: nameOf(encoding.name) }) : t('detect');
  const reason = t(`encoding_${encoding.reason}`, {
    defaultValue: '',
    sure: Math.round(100 * encoding.confidence),
  });
  return (
    <div className="encoding">
      <NativeSelect
        label={t('encoding')}
        size="sm"
        value={chosen}
        data={[
          { value: '', label: detected },
          ...known.map((value) => ({ value, label: nameOf(value) })),
        ]}
        onChange={(event) => {
          const { value } = event.currentTarget;
          void studio.readAs(value === '' ? {} : { encoding: value });
        }}
      />
      <p className="small muted">{reason}</p>
    </div>
  );
}

function nameOf(label: string): string {
  return NAMES[label] ?? label.replace(/^[a-z]/, (letter) => letter.toUpperCase());
}

import { NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { Search } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EvaluationReport, RowFilter } from '../../../worker/protocol';
import { DecimalInput } from '../../components/DecimalInput';
import { wholeText } from '../../format';
import { ERRORS } from './useAnswers';

interface Props {
  readonly report: EvaluationReport;
  readonly filter: RowFilter;
  readonly onFilter: (filter: RowFilter) => void;
}

/** Stands for no choice; a name may be any other text, and '' is that of nothing. */
const ANY = ' any';
const SEARCH_AFTER_MS = 150;

/** What the rows of the list can be narrowed by: names, tokens, file, text. */
export function AnswerFilters({ report, filter, onFilter }: Props) {
  const { t } = useTranslation();
  const { topics, files, wrong } = report.choices;
  const isNarrow = Object.keys(filter).some((key) => key !== 'wrong') || !filter.wrong;
  const narrow = (change: Change): void => onFilter(changed(filter, change));
  return (
    <div className="filters">
      {topics.length > 0 && (
        <SegmentedControl
          size="xs"
          aria-label={t('showRows')}
          value={filter.wrong ? 'wrong' : 'all'}
          data={[
            { value: 'wrong', label: t('wrongCount', { text: wholeText(wrong) }) },
            { value: 'all', label: t('allCount', { text: wholeText(report.rows) }) },
          ]}
          onChange={(value) => narrow({ wrong: value === 'wrong' || undefined })}
        />
      )}
      {topics.length > 0 && (
        <>
          <Topics name="truth" report={report} filter={filter} onNarrow={narrow} />
          <Topics name="said" report={report} filter={filter} onNarrow={narrow} />
        </>
      )}
      {files.length > 1 && (
        <NativeSelect
          label={t('file')}
          size="xs"
          value={filter.file ?? ANY}
          data={[{ value: ANY, label: t('anyFile') }, ...files]}
          onChange={({ currentTarget: { value } }) =>
            narrow({ file: value === ANY ? undefined : value })
          }
        />
      )}
      <Tokens report={report} filter={filter} onNarrow={narrow} />
      <SearchText filter={filter} onNarrow={narrow} />
      {isNarrow && (
        <button type="button" className="link" onClick={() => onFilter(ERRORS)}>
          {t('filterReset')}
        </button>
      )}
    </div>
  );
}

type Change = { readonly [Key in keyof RowFilter]?: RowFilter[Key] | undefined };

interface PartProps {
  readonly filter: RowFilter;
  readonly onNarrow: (change: Change) => void;
}

/** A filter with some parts of it changed; what is undefined narrows no more. */
function changed(filter: RowFilter, change: Change): RowFilter {
  const entries = Object.entries({ ...filter, ...change });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

interface TopicsProps extends PartProps {
  readonly name: 'truth' | 'said';
  readonly report: EvaluationReport;
}

function Topics({ name, report, filter, onNarrow }: TopicsProps) {
  const { t } = useTranslation();
  const { topics, mayBeEmpty } = report.choices;
  return (
    <NativeSelect
      label={t(name === 'truth' ? 'trueLabel' : 'said')}
      size="xs"
      value={filter[name] ?? ANY}
      data={[
        { value: ANY, label: t('anyTopic') },
        ...(mayBeEmpty ? [{ value: '', label: t('tryNothing') }] : []),
        ...topics.map((topic) => ({ value: topic, label: topic })),
      ]}
      onChange={({ currentTarget: { value } }) =>
        onNarrow({ [name]: value === ANY ? undefined : value })
      }
    />
  );
}

function Tokens({ report, filter, onNarrow }: PartProps & { readonly report: EvaluationReport }) {
  const { t } = useTranslation();
  const [least, most] = report.choices.tokens;
  const field = (key: 'atLeast' | 'atMost', placeholder: number) => (
    <DecimalInput
      className="tokens"
      label={t(key)}
      size="xs"
      min={0}
      placeholder={String(placeholder)}
      value={filter[key] ?? null}
      onChange={(value) => onNarrow({ [key]: value ?? undefined })}
    />
  );
  return (
    <div className="line">
      {field('atLeast', least)}
      {field('atMost', most)}
    </div>
  );
}

function SearchText({ filter, onNarrow }: PartProps) {
  const { t } = useTranslation();
  const { search: wanted = '' } = filter;
  const [text, setText] = useState(wanted);
  useEffect(() => setText(wanted), [wanted]);
  const search = useDebouncedCallback(
    (value: string) => onNarrow({ search: value === '' ? undefined : value }),
    SEARCH_AFTER_MS,
  );
  return (
    <TextInput
      label={t('searchText')}
      size="xs"
      leftSection={<Search size={14} aria-hidden />}
      value={text}
      onChange={({ currentTarget: { value } }) => {
        setText(value);
        search(value);
      }}
    />
  );
}

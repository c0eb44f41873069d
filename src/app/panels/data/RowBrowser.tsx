import { SegmentedControl, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Search } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DatasetSummary, RowQuery } from '../../../worker/protocol';
import { wholeText } from '../../format';
import { useStudio } from '../../hooks';
import { Problems } from './Problems';
import { RoleReasons } from './RoleReasons';
import { RowTable } from './RowTable';
import { rowsCut } from './tokenBins';

/** What the table shows: every row, those with a problem of some kind, or those that are cut. */
export type Show = 'all' | 'cut' | { readonly problem: string };

const NONE: readonly never[] = [];

/** All rows with search and filters, and the problems that lead to them. */
export function RowBrowser({ dataset }: { readonly dataset: DatasetSummary }) {
  const { t } = useTranslation();
  const { lengths, training, profile } = useStudio((state) => state);
  const [show, setShow] = useState<Show>('all');
  const [search, setSearch] = useState('');
  const [wanted] = useDebouncedValue(search, 150);
  const table = useRef<HTMLDivElement>(null);
  const groups = [...dataset.problems, ...(profile?.problems ?? NONE)];
  const cut = lengths ? rowsCut(lengths, training.maxTokens) : 0;
  const filter = useMemo<Filter>(
    () => ({
      ...(wanted === '' ? {} : { search: wanted }),
      ...(show === 'cut' ? { longerThan: training.maxTokens } : {}),
      ...(typeof show === 'object' ? { problem: show.problem } : {}),
    }),
    [wanted, show, training.maxTokens],
  );
  const reveal = (next: Show): void => {
    setSearch('');
    setShow(next);
    table.current?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <div className="stack">
      <div className="section" ref={table}>
        <div className="line wrap">
          <TextInput
            className="search"
            size="sm"
            leftSection={<Search size={16} aria-hidden />}
            aria-label={t('search', { rows: wholeText(dataset.rows) })}
            placeholder={t('search', { rows: wholeText(dataset.rows) })}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
          <span className="spread" />
          <SegmentedControl
            size="xs"
            aria-label={t('showRows')}
            value={typeof show === 'object' ? 'problems' : show}
            data={[
              { value: 'all', label: t('all') },
              { value: 'problems', label: t('problemsCount', { count: groups.length }) },
              { value: 'cut', label: t('cutCount', { count: cut }) },
            ]}
            onChange={(value) =>
              setShow(value === 'problems' ? { problem: '' } : (value as 'all' | 'cut'))
            }
          />
        </div>
        <RowTable dataset={dataset} filter={filter} />
        <RoleReasons />
      </div>
      <Problems groups={groups} cut={cut} onShow={reveal} />
    </div>
  );
}

/** A query without its window. */
export type Filter = Omit<RowQuery, 'start' | 'count'>;

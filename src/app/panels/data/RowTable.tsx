import { Scissors } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DatasetSummary, RowPage, TableRow } from '../../../worker/protocol';
import { wholeText } from '../../format';
import { useStudio } from '../../hooks';
import { studio } from '../../stores';
import { RoleSelect } from './RoleSelect';
import type { Filter } from './RowBrowser';
import { ROW_HEIGHT, rowWindow, WINDOW_ROWS } from './rowWindow';

interface Props {
  readonly dataset: DatasetSummary;
  readonly filter: Filter;
}

/** Every row of the file in a table that holds only those in sight. */
export function RowTable({ dataset, filter }: Props) {
  const { t } = useTranslation();
  const [top, setTop] = useState(0);
  const page = usePage(dataset.id, filter, top);
  const total = page?.total ?? dataset.rows;
  const view = rowWindow(top, total);
  const rows = page?.rows ?? [];
  const above = page ? view.offset(page.start) : 0;
  const below = Math.max(0, view.height - above - rows.length * ROW_HEIGHT);
  const last = Math.min(view.first + 10, total);
  return (
    <>
      <section
        className="scroll rows bleed"
        aria-label={t('rowsOf', { name: dataset.name })}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
        tabIndex={0}
        onScroll={(event) => setTop(event.currentTarget.scrollTop)}
      >
        <table aria-rowcount={total}>
          <Head dataset={dataset} />
          <tbody>
            <tr aria-hidden style={{ height: above }} />
            {rows.map((row, i) => (
              <Row key={row.row} row={row} index={(page?.start ?? 0) + i} />
            ))}
            <tr aria-hidden style={{ height: below }} />
          </tbody>
        </table>
      </section>
      <p className="muted">
        {total === 0
          ? t('rowsNone')
          : t('rowsShown', {
              from: wholeText(Math.min(view.first + 1, last)),
              to: wholeText(last),
              total: wholeText(total),
            })}
      </p>
    </>
  );
}

function Head({ dataset }: { readonly dataset: DatasetSummary }) {
  const { t } = useTranslation();
  return (
    <thead>
      <tr>
        <th className="number">{t('row')}</th>
        {dataset.columns.map(({ name }) => (
          <th key={name}>
            <div className="ellipsis" title={name}>
              {name}
            </div>
            <RoleSelect column={name} />
          </th>
        ))}
        <th className="number">{t('tokens')}</th>
      </tr>
    </thead>
  );
}

function Row({ row, index }: { readonly row: TableRow; readonly index: number }) {
  const { t } = useTranslation();
  const maxTokens = useStudio((state) => state.training.maxTokens);
  const cut = row.tokens !== null && row.tokens > maxTokens;
  return (
    <tr
      aria-rowindex={index + 1}
      className={row.leftOut ? 'left-out' : undefined}
      title={row.leftOut ? t('leftOut') : undefined}
    >
      <td className="number muted">{row.row}</td>
      {row.cells.map((cell, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: columns have no other identity than their place
        <td key={i} title={cell}>
          {cell}
        </td>
      ))}
      <td className={cut ? 'number cut' : 'number muted'}>
        {cut && <Scissors size={14} role="img" aria-label={t('isCut')} />} {row.tokens ?? ''}
      </td>
    </tr>
  );
}

/** The rows around what is in sight, and where they begin. */
function usePage(
  dataset: string,
  filter: Filter,
  top: number,
): (RowPage & { start: number }) | null {
  const profile = useStudio((state) => state.profile);
  const lengths = useStudio((state) => state.lengths);
  const [page, setPage] = useState<(RowPage & { start: number }) | null>(null);
  const { start } = rowWindow(top, page?.total ?? Number.MAX_SAFE_INTEGER);
  // biome-ignore lint/correctness/useExhaustiveDependencies: profile and lengths change what rows say
  useEffect(() => {
    let live = true;
    studio.page(dataset, { ...filter, start, count: WINDOW_ROWS }).then(
      (next) => {
        if (live) setPage({ ...next, start: Math.min(start, next.total) });
      },
      // The dataset was closed meanwhile; the table of its successor asks for its own rows.
      () => {},
    );
    return () => {
      live = false;
    };
  }, [dataset, filter, start, profile, lengths]);
  return page;
}

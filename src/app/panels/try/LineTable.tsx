import { Button, CopyButton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TryAnswer } from '../../../worker/protocol';
import { save } from '../../download';
import { paragraph, percentText, timeText, wholeText } from '../../format';
import { useTries } from '../../hooks';
import { tries } from '../../stores';
import { MOST_LINES, type TriedTable } from '../../stores/triedTable';
import { rowWindow, WINDOW_ROWS } from '../data/rowWindow';
import { saidText, tableText } from './lineCsv';
import { useModels } from './models';
import { RowSpace } from './RowSpace';
import { verdictOf } from './verdict';

/** Many lines with what base and tuned models say of each; it holds only those in sight. */
export function LineTable() {
  const { table } = useTries();
  if (!table) return null;
  return (
    <section className="section rule">
      <Progress table={table} />
      <Rows table={table} />
      <Take table={table} />
    </section>
  );
}

/** How far it is, how long it takes, and a way to stop it; then what was left out. */
function Progress({ table }: { readonly table: TriedTable }) {
  const { t } = useTranslation();
  const { lines, done, secondsLeft, state, blank, leftOut } = table;
  const [said, all] = [wholeText(done), wholeText(lines.length)];
  const share = lines.length > 0 ? done / lines.length : 1;
  const omitted = paragraph([
    blank > 0 && t('tryBlank', { count: blank }),
    leftOut > 0 && t('tryLeftOut', { most: wholeText(MOST_LINES), count: wholeText(leftOut) }),
  ]);
  return (
    <>
      <div className="line">
        <h2 className="spread">{t(`tryLines_${state}`, { done: said, all })}</h2>
        {state === 'running' && (
          <>
            {secondsLeft !== null && (
              <span className="muted">{t('leftTime', { time: timeText(secondsLeft) })}</span>
            )}
            <Button variant="default" size="compact-sm" onClick={tries.stop}>
              {t('stopLines')}
            </Button>
          </>
        )}
      </div>
      {state === 'running' && (
        <div
          className="track-line"
          role="progressbar"
          aria-label={t('tryLinesProgress')}
          aria-valuenow={done}
          aria-valuemin={0}
          aria-valuemax={lines.length}
        >
          <i style={{ width: `${100 * share}%` }} />
        </div>
      )}
      {omitted && <p className="muted small">{omitted}</p>}
    </>
  );
}

function Rows({ table }: { readonly table: TriedTable }) {
  const { t } = useTranslation();
  const { nameOf } = useModels();
  const [top, setTop] = useState(0);
  const { lines, numbers, answers, models, done } = table;
  const view = rowWindow(top, done);
  const rows = lines.slice(view.start, Math.min(done, view.start + WINDOW_ROWS));
  const names = models.length === 1 ? [t('tuned')] : models.map(nameOf);
  return (
    <section
      className="scroll rows bleed lines"
      aria-label={t('tryLinesTable')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
      tabIndex={0}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
    >
      <table aria-rowcount={done}>
        <thead>
          <tr>
            <th className="number">{t('tryLine')}</th>
            <th>{t('message')}</th>
            <th>{t('base')}</th>
            {names.map((name) => (
              <th key={name}>{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          <RowSpace view={view} shown={rows.length}>
            {rows.map(({ text, pair }, i) => {
              const row = view.start + i;
              const first = answers[0]?.[row];
              return (
                <tr key={row} aria-rowindex={row + 1}>
                  <td className="number muted">{numbers[row]}</td>
                  <td title={text}>{pair === undefined ? text : `${text} | ${pair}`}</td>
                  {first && <Said answer={first} side="base" />}
                  {answers.map((own, m) => {
                    const answer = own[row];
                    return answer && <Said key={models[m]} answer={answer} side="tuned" />;
                  })}
                </tr>
              );
            })}
          </RowSpace>
        </tbody>
      </table>
    </section>
  );
}

function Said({ answer, side }: { readonly answer: TryAnswer; readonly side: 'base' | 'tuned' }) {
  const { t } = useTranslation();
  const { probability, unsure } = verdictOf(answer, answer[side]);
  const said = saidText(answer, answer[side]) || t('tryNothing');
  return (
    <td title={said} className={unsure ? 'unsure' : side === 'base' ? 'muted' : undefined}>
      {said} {probability !== null && !answer.words && percentText(probability, 0)}
      {unsure && ` · ${t('unsure')}`}
    </td>
  );
}

/** The table as a file, or for a sheet through the clipboard. */
function Take({ table }: { readonly table: TriedTable }) {
  const { t } = useTranslation();
  const { nameOf } = useModels();
  if (table.done === 0 || table.state === 'running') return null;
  const names = table.models.length === 1 ? ['tuned'] : table.models.map(nameOf);
  const file = (delimiter: ',' | '\t', type: string, ending: string): void =>
    save(new Blob([tableText(table, names, delimiter)], { type }), `answers.${ending}`);
  return (
    <div className="line wrap">
      <Button variant="default" size="compact-md" onClick={() => file(',', 'text/csv', 'csv')}>
        {t('tryCsv')}
      </Button>
      <Button
        variant="default"
        size="compact-md"
        onClick={() => file('\t', 'text/tab-separated-values', 'tsv')}
      >
        {t('tryTsv')}
      </Button>
      <CopyButton value={tableText(table, names, '\t')}>
        {({ copied, copy }) => (
          <Button variant="subtle" size="compact-md" onClick={copy}>
            {copied ? t('copied') : t('tryCopy')}
          </Button>
        )}
      </CopyButton>
    </div>
  );
}

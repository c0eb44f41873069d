import { Check, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Sparkline } from '../../charts/Sparkline';
import { ScrollTable } from '../../components/ScrollTable';
import { TaggedCells } from '../../components/TaggedCells';
import { percentText } from '../../format';
import { useRun } from '../../hooks';
import type { RunState } from '../../stores/runState';

/** Answers for which a row's line has room from the start. */
const ROOM = 12;
/** More are thinned to these. */
const MOST = 40;

/** A few validation rows, and what the model says of them after each evaluation. */
export function Watch() {
  const { t } = useTranslation();
  const rows = useRun((state) => state.watch);
  if (rows.length === 0) return null;
  const marked = rows.some((row) => row.marked);
  const labels = rows
    .flatMap(({ marked }) => (marked ? [...marked.tags.truth, ...marked.tags.said] : []))
    .sort();
  return (
    <section className="section rule">
      <header>
        <h2>{t('watch')}</h2>
        <span className="muted">{t('watchSub', { count: rows.length })}</span>
      </header>
      <ScrollTable className="scroll bleed watch" label={t('watch')}>
        <table>
          <thead>
            <tr>
              <th className="fill">{t(marked ? 'trueLabel' : 'message')}</th>
              {!marked && <th className="wide-only">{t('trueLabel')}</th>}
              {!marked && <th>{t(knowsChances(rows) ? 'chance' : 'howFarOff')}</th>}
              <th>{t('saysNow')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) =>
              marked ? (
                <tr key={row.row}>
                  {row.marked && <TaggedCells marked={row.marked} labels={labels} />}
                </tr>
              ) : (
                <Row key={row.row} {...row} />
              ),
            )}
          </tbody>
        </table>
      </ScrollTable>
    </section>
  );
}

function knowsChances(rows: RunState['watch']): boolean {
  return rows.some(({ probability }) => probability !== null);
}

function Row({ text, label, predicted, probability, history }: RunState['watch'][number]) {
  const right = predicted === label;
  const shown =
    history.length <= MOST
      ? history
      : Array.from(
          { length: MOST },
          (_, i) => history[Math.round((i * (history.length - 1)) / (MOST - 1))] ?? 0,
        );
  return (
    <tr>
      <td className="fill" title={text}>
        {text}
      </td>
      <td className="wide-only" title={label}>
        {label}
      </td>
      <td>
        <span className="line">
          <Sparkline
            values={shown}
            width={112}
            height={24}
            color={right || probability === null ? 'var(--tuned)' : 'var(--problem)'}
            range={[0, probability === null ? Math.max(...shown, Number.MIN_VALUE) : 1]}
            room={ROOM}
            dots={shown.length <= ROOM}
          />
          {probability !== null && <b className="share">{percentText(probability, 0)}</b>}
        </span>
      </td>
      <td className={probability === null ? undefined : right ? 'right' : 'wrong'}>
        <span className="line">
          {probability !== null &&
            (right ? <Check size={16} aria-hidden /> : <X size={16} aria-hidden />)}
          <span className="ellipsis">{predicted}</span>
        </span>
      </td>
    </tr>
  );
}

import { useTranslation } from 'react-i18next';
import type { Tried } from '../../../worker/protocol';
import { ScrollTable } from '../../components/ScrollTable';
import { percentText } from '../../format';
import { useTries } from '../../hooks';
import { tries } from '../../stores';

const TIME = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;

/** What this run was asked before, newest first; a click asks it again. */
export function History() {
  const { t } = useTranslation();
  const { history } = useTries();
  if (history.length === 0) return null;
  return (
    <section className="section rule">
      <header>
        <h2>{t('askedHere')}</h2>
        <span className="muted">{t('askedKept')}</span>
        <span className="spread" />
        <button type="button" className="link" onClick={() => void tries.clearHistory()}>
          {t('clearAsked')}
        </button>
      </header>
      <ScrollTable className="scroll bleed history" label={t('askedHere')}>
        <table>
          <thead>
            <tr>
              <th className="fill">{t('message')}</th>
              <th>{t('base')}</th>
              <th>{t('tuned')}</th>
              <th className="number wide-only">{t('askedAt')}</th>
            </tr>
          </thead>
          <tbody>
            {history.map((tried) => (
              <Row key={tried.askedAt} tried={tried} />
            ))}
          </tbody>
        </table>
      </ScrollTable>
    </section>
  );
}

function Row({ tried }: { readonly tried: Tried }) {
  const { t, i18n } = useTranslation();
  const { text, pair, askedAt, base, tuned } = tried;
  const then = new Date(askedAt);
  const today = then.toDateString() === new Date().toDateString();
  const again = (): void => {
    tries.write(text, pair);
    void tries.ask();
  };
  const said = ({ said: what, sure }: Tried['base']): string =>
    `${what || t('tryNothing')}${sure === null ? '' : ` ${percentText(sure, 0)}`}`;
  return (
    <tr>
      <td className="fill">
        <button type="button" className="link ellipsis again" title={text} onClick={again}>
          {pair === '' ? text : `${text} | ${pair}`}
        </button>
      </td>
      <td title={base.said}>{said(base)}</td>
      <td title={tuned.said}>{said(tuned)}</td>
      <td className="number muted wide-only">
        <time dateTime={then.toISOString()}>
          {today
            ? then.toLocaleTimeString(i18n.language, TIME)
            : then.toLocaleDateString(i18n.language, { month: 'short', day: 'numeric' })}
        </time>
      </td>
    </tr>
  );
}

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TryAnswer } from '../../worker/protocol';
import { percentText } from '../format';

const FIRST = 10;

/** The probability of each class by base and tuned model, likeliest of the tuned one first. */
export function AnswerBars({ answer }: { readonly answer: TryAnswer }) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const { labels } = answer;
  const [base, tuned] = [answer.base.scores, answer.tuned.scores];
  const order = labels.map((_, i) => i).sort((a, b) => (tuned[b] ?? 0) - (tuned[a] ?? 0));
  return (
    <section className="section" aria-label={t('answers')}>
      <table className="answers">
        <colgroup>
          <col className="name" />
          <col />
          <col className="share" />
          <col />
          <col className="share" />
        </colgroup>
        <thead>
          <tr>
            <th>
              <span className="visually-hidden">{t('class')}</span>
            </th>
            <th colSpan={2}>
              <span className="line">
                <i className="dot base" /> {t('base')}
              </span>
            </th>
            <th colSpan={2}>
              <span className="line">
                <i className="dot" /> {t('tuned')}
              </span>
            </th>
          </tr>
        </thead>
        <tbody>
          {order.slice(0, all ? order.length : FIRST).map((i, rank) => (
            <tr key={labels[i]} className={rank === 0 ? 'first' : undefined}>
              <th scope="row" className="ellipsis" title={labels[i]}>
                {labels[i]}
              </th>
              <Bar score={base[i] ?? 0} colour="var(--base)" />
              <Bar score={tuned[i] ?? 0} colour="var(--tuned)" />
            </tr>
          ))}
        </tbody>
      </table>
      {order.length > FIRST && (
        <button type="button" className="link" onClick={() => setAll((was) => !was)}>
          {all ? t('showFewer') : t('showAllOf', { count: order.length })}
        </button>
      )}
    </section>
  );
}

function Bar({ score, colour }: { readonly score: number; readonly colour: string }) {
  return (
    <>
      <td className="bar-cell">
        <span className="track">
          <i style={{ width: `${100 * score}%`, background: colour }} />
        </span>
      </td>
      <td className="number">{percentText(score, score < 0.1 ? 1 : 0)}</td>
    </>
  );
}

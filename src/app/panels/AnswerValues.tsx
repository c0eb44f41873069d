import { useTranslation } from 'react-i18next';
import type { TryAnswer } from '../../worker/protocol';
import { numberText } from './evaluate/numbers';

/** The value of each target by base and tuned model. */
export function AnswerValues({ answer }: { readonly answer: TryAnswer }) {
  const { t } = useTranslation();
  const { labels, base, tuned } = answer;
  return (
    <section className="section" aria-label={t('answers')}>
      <table className="values">
        <thead>
          <tr>
            <th>{t('value')}</th>
            <th className="number">{t('base')}</th>
            <th className="number">{t('tuned')}</th>
          </tr>
        </thead>
        <tbody>
          {labels.map((name, i) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className="number muted">{numberText(base.scores[i] ?? 0)}</td>
              <td className="number">
                <b>{numberText(tuned.scores[i] ?? 0)}</b>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

import { useTranslation } from 'react-i18next';
import type { TryAnswer } from '../../worker/protocol';
import { Tagged } from '../components/Tagged';

/** The text as base and tuned model mark it. */
export function AnswerTags({ answer }: { readonly answer: TryAnswer }) {
  const { t } = useTranslation();
  const { labels, base, tuned } = answer;
  const words = answer.words ?? [];
  return (
    <section className="section" aria-label={t('answers')}>
      <h2 className="line">
        <i className="dot" /> {t('tuned')}
      </h2>
      <p className="large">
        <Tagged words={words} tags={tuned.tags ?? []} labels={labels} />
      </p>
      <h2 className="line">
        <i className="dot base" /> {t('base')}
      </h2>
      <p>
        <Tagged words={words} tags={base.tags ?? []} labels={labels} />
      </p>
    </section>
  );
}

import { useTranslation } from 'react-i18next';
import { Tagged } from '../../components/Tagged';
import type { Group } from './groups';

/** The text as the base and each tuned model mark it. */
export function AnswerTags({ group: { sides, labels } }: { readonly group: Group }) {
  const { t } = useTranslation();
  const [first] = sides;
  return (
    <section className="section" aria-label={t('answers')}>
      {sides.map(({ id, name, colour, answer }) => (
        <div key={id}>
          <h2 className="line">
            <i className="dot" style={{ background: colour }} /> {name}
          </h2>
          <p className="large">
            <Tagged words={answer.words ?? []} tags={answer.tuned.tags ?? []} labels={labels} />
          </p>
        </div>
      ))}
      {first && (
        <div>
          <h2 className="line">
            <i className="dot base" /> {t('base')}
          </h2>
          <p>
            <Tagged
              words={first.answer.words ?? []}
              tags={first.answer.base.tags ?? []}
              labels={labels}
            />
          </p>
        </div>
      )}
    </section>
  );
}

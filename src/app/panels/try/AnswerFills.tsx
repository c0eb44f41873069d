import { useTranslation } from 'react-i18next';
import type { TryAnswer } from '../../../worker/protocol';
import { percentText } from '../../format';
import type { Group } from './groups';
import { SideName } from './SideName';

type Candidates = NonNullable<TryAnswer['tuned']['fills']>[number];

/** For each hidden word the likeliest ones, by the base and each tuned model. */
export function AnswerFills({ group }: { readonly group: Group }) {
  const { t } = useTranslation();
  const first = group.sides[0]?.answer;
  const places = first?.tuned.fills ?? [];
  return (
    <section className="section" aria-label={t('answers')}>
      {places.map((_, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: hidden words have no other name than their place
        <div key={place} className="fills">
          <h2>{t('hiddenWord', { place: place + 1, count: places.length })}</h2>
          <div className="columns even">
            {group.sides.map(({ id, name, colour, answer }) => (
              <Words
                key={id}
                name={name}
                colour={colour}
                words={answer.tuned.fills?.[place] ?? []}
              />
            ))}
            <Words name={t('base')} colour="var(--base)" words={first?.base.fills?.[place] ?? []} />
          </div>
        </div>
      ))}
    </section>
  );
}

interface WordsProps {
  readonly name: string;
  readonly colour: string;
  readonly words: Candidates;
}

function Words({ name, colour, words }: WordsProps) {
  return (
    <table className="answers words">
      <colgroup>
        <col className="name" />
        <col />
        <col className="share" />
      </colgroup>
      <thead>
        <tr>
          <SideName name={name} colour={colour} />
          <td />
        </tr>
      </thead>
      <tbody>
        {words.map(({ word, probability }, rank) => (
          <tr key={word} className={rank === 0 ? 'first' : undefined}>
            <th scope="row" className="ellipsis" title={word}>
              {word}
            </th>
            <td className="bar-cell">
              <span className="track">
                <i style={{ width: `${100 * probability}%`, background: colour }} />
              </span>
            </td>
            <td className="number">{percentText(probability, probability < 0.1 ? 1 : 0)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

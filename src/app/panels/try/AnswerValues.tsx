import { useTranslation } from 'react-i18next';
import { ScrollTable } from '../../components/ScrollTable';
import { useRun } from '../../hooks';
import { numberText } from '../evaluate/numbers';
import { type Group, type Side, scoreOf } from './groups';
import { type Mark, Spread } from './Spread';

/** The value of each target by the base and each tuned model, among those that training has seen. */
export function AnswerValues({ group: { sides, labels } }: { readonly group: Group }) {
  const { t } = useTranslation();
  const first = sides[0] as Side;
  return (
    <section className="section">
      <ScrollTable className="bars" label={t('answers')}>
        <table className="values">
          <thead>
            <tr>
              <th scope="col">{t('value')}</th>
              <th scope="col" className="number">
                <i className="dot base" /> {t('base')}
              </th>
              {sides.map(({ id, name, colour }) => (
                <th key={id} scope="col" className="number">
                  <i className="dot" style={{ background: colour }} /> {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {labels.map((name) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td className="number muted">
                  {valueText(scoreOf(first.answer, first.answer.base, name))}
                </td>
                {sides.map(({ id, answer }) => (
                  <td key={id} className="number">
                    <b>{valueText(scoreOf(answer, answer.tuned, name))}</b>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollTable>
      {first.answer.labels.map((name, i) => (
        <TargetSpread key={name} name={name} place={i} sides={sides} />
      ))}
    </section>
  );
}

function valueText(value: number | null): string {
  return value === null ? '–' : numberText(value);
}

interface SpreadProps {
  readonly name: string;
  /** Which of the first model's targets it is. */
  readonly place: number;
  readonly sides: readonly Side[];
}

/** A target's training values with what the models say; nothing for runs that kept none. */
function TargetSpread({ name, place, sides }: SpreadProps) {
  const { t } = useTranslation();
  const first = sides[0] as Side;
  const targets = useRun(({ runs }) => runs.find(({ runId }) => runId === first.id)?.targets);
  const histogram = targets?.[place];
  if (!histogram || histogram.counts.length === 0) return null;
  const base = scoreOf(first.answer, first.answer.base, name) ?? 0;
  const marks: Mark[] = [
    { name: t('base'), value: base, colour: 'var(--base)', dashed: true },
    ...sides.toReversed().flatMap(({ name: side, colour, answer }) => {
      const value = scoreOf(answer, answer.tuned, name);
      return value === null ? [] : [{ name: side, value, colour }];
    }),
  ];
  return (
    <div>
      <h2>{name}</h2>
      <Spread name={name} histogram={histogram} marks={marks} />
    </div>
  );
}

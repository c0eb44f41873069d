import { Check } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TryAnswer } from '../../../worker/protocol';
import { ScrollTable } from '../../components/ScrollTable';
import { percentText } from '../../format';
import { type Group, type Side, scoreOf } from './groups';
import { SideName } from './SideName';

const FIRST = 10;

/**
 * The probability of each class or label by the base and each tuned model, likeliest of the first one
 * on top. Where any number of labels may be given, a line shows from where on each is.
 */
export function AnswerBars({ group }: { readonly group: Group }) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const { sides, labels } = group;
  const first = sides[0] as Side;
  const score = (label: string): number =>
    scoreOf(first.answer, first.answer.tuned, label) ?? Number.NEGATIVE_INFINITY;
  const order = labels.toSorted((a, b) => score(b) - score(a));
  return (
    <section className="section">
      <ScrollTable className="bars" label={t('answers')}>
        <table className={`answers of-${sides.length}`}>
          <Columns count={sides.length + 1} />
          <thead>
            <tr>
              <th>
                <span className="visually-hidden">{t('class')}</span>
              </th>
              <SideName name={t('base')} colour="var(--base)" />
              {sides.map(({ id, name, colour }) => (
                <SideName key={id} name={name} colour={colour} />
              ))}
            </tr>
          </thead>
          <tbody>
            {order.slice(0, all ? order.length : FIRST).map((label, rank) => (
              <tr key={label} className={rank === 0 ? 'first' : undefined}>
                <th scope="row" className="ellipsis" title={label}>
                  {label}
                </th>
                <Bar answer={first.answer} side="base" label={label} colour="var(--base)" />
                {sides.map(({ id, colour, answer }) => (
                  <Bar key={id} answer={answer} side="tuned" label={label} colour={colour} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollTable>
      <Notes group={group} />
      {order.length > FIRST && (
        <button type="button" className="link" onClick={() => setAll((was) => !was)}>
          {all ? t('showFewer') : t('showAllOf', { count: order.length })}
        </button>
      )}
    </section>
  );
}

function Columns({ count }: { readonly count: number }) {
  return (
    <colgroup>
      <col className="name" />
      {Array.from({ length: count }, (_, i) => [
        // biome-ignore lint/suspicious/noArrayIndexKey: columns are their places
        <col key={`${i} bar`} />,
        // biome-ignore lint/suspicious/noArrayIndexKey: columns are their places
        <col key={`${i} share`} className="share" />,
      ])}
    </colgroup>
  );
}

/** What the line means, and what a dash does. */
function Notes({ group: { sides, labels } }: { readonly group: Group }) {
  const { t } = useTranslation();
  const [threshold, ...more] = [...new Set(sides.flatMap(({ answer }) => answer.thresholds ?? []))];
  const missing = sides.some(({ answer }) =>
    labels.some((label) => !answer.labels.includes(label)),
  );
  return (
    <>
      {threshold !== undefined && (
        <p className="muted small">
          {more.length === 0
            ? t('tryThreshold', { share: percentText(threshold, 0) })
            : t('tryThresholds')}
        </p>
      )}
      {missing && <p className="muted small">{t('tryUnknown')}</p>}
    </>
  );
}

interface BarProps {
  readonly answer: TryAnswer;
  readonly side: 'base' | 'tuned';
  readonly label: string;
  readonly colour: string;
}

function Bar({ answer, side, label, colour }: BarProps) {
  const { t } = useTranslation();
  const score = scoreOf(answer, answer[side], label);
  if (score === null) {
    return (
      <td colSpan={2} className="number muted">
        –
      </td>
    );
  }
  const threshold = answer.thresholds?.[answer.labels.indexOf(label)];
  const given = threshold !== undefined && score >= threshold;
  return (
    <>
      <td className="bar-cell">
        <span className="track">
          <i style={{ width: `${100 * score}%`, background: colour }} />
          {threshold !== undefined && (
            <b className="threshold" style={{ left: `${100 * threshold}%` }} />
          )}
        </span>
      </td>
      <td className={given ? 'number given' : 'number'}>
        {given && <Check size={14} role="img" aria-label={t('tryGiven')} />}{' '}
        {percentText(score, score < 0.1 ? 1 : 0)}
      </td>
    </>
  );
}

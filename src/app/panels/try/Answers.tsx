import { useTranslation } from 'react-i18next';
import { ErrorBlock } from '../../components/ErrorBlock';
import { useTries } from '../../hooks';
import { AnswerBars } from './AnswerBars';
import { AnswerFills } from './AnswerFills';
import { AnswerTags } from './AnswerTags';
import { AnswerValues } from './AnswerValues';
import { type Group, groupsOf, type Side } from './groups';
import { Held } from './Held';
import { COLOURS, useModels } from './models';

/** What every model says of the text that was asked last, side by side where that can be compared. */
export function Answers() {
  const { t } = useTranslation();
  const { answers } = useTries();
  const models = useModels();
  const sides = answers.flatMap(({ id, answers: [answer] }, i): Side[] => {
    const name = answers.length === 1 ? t('tuned') : models.nameOf(id);
    return answer ? [{ id, name, answer, colour: COLOURS[i] ?? COLOURS[0] }] : [];
  });
  return (
    <>
      {answers.map(({ id, error }, i) =>
        error && i > 0 ? (
          <section key={id} className="section">
            <h2>{models.nameOf(id)}</h2>
            <ErrorBlock error={error} />
          </section>
        ) : null,
      )}
      {groupsOf(sides).map((group) => (
        <Compared key={group.sides[0]?.id} group={group} first={sides[0]?.name ?? ''} />
      ))}
      {answers.length > 1 && <Held />}
    </>
  );
}

interface Props {
  readonly group: Group;
  /** Name of the model that was asked first. */
  readonly first: string;
}

/** Marked words, shares as bars, or values as they are; with the reason where they stand apart. */
function Compared({ group, first }: Props) {
  const { t } = useTranslation();
  const names = group.sides.map(({ name }) => name).join(t('comma_list'));
  const answer = group.sides[0]?.answer;
  return (
    <div className={group.apart ? 'section rule' : 'section'}>
      {group.apart && (
        <>
          <h2>{names}</h2>
          <p className="muted small">
            {t(group.apart === 'task' ? 'tryOtherTask' : 'tryOtherLabels', { first })}
          </p>
        </>
      )}
      {answer?.words ? (
        <AnswerTags group={group} />
      ) : answer?.tuned.fills ? (
        <AnswerFills group={group} />
      ) : answer?.tuned.sure === null ? (
        <AnswerValues group={group} />
      ) : (
        <AnswerBars group={group} />
      )}
    </div>
  );
}

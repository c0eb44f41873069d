import './try.css';
import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TryAnswer } from '../../../worker/protocol';
import { EmptyState } from '../../components/EmptyState';
import { ErrorBlock } from '../../components/ErrorBlock';
import { PanelTitle } from '../../components/PanelTitle';
import { ProgressLine } from '../../components/ProgressLine';
import { stretchesOf } from '../../components/tagged';
import { paragraph, percentText } from '../../format';
import { useRun, useRunGoal, useTries } from '../../hooks';
import { Answers } from './Answers';
import { AskBox } from './AskBox';
import { History } from './History';
import { LineTable } from './LineTable';
import { ManyLines } from './ManyLines';
import { Models } from './Models';
import { verdictOf } from './verdict';

/** One text or many lines; the base and the tuned models answer side by side. */
export function TryPanel() {
  const { t } = useTranslation();
  const { runId, phase } = useRun((state) => state);
  const { answers, table, error } = useTries();
  const [many, setMany] = useState(table !== null);
  const answer = answers[0]?.answers[0];
  const goal = useRunGoal();
  const title = useTitle(many ? undefined : answer);
  if (!runId || phase !== 'done') {
    return (
      <div className="panel">
        <PanelTitle title={t('tryEmpty')} sub="" />
        <EmptyState how={t('tryEmptyHow')} />
      </div>
    );
  }
  return (
    <div className="panel">
      <PanelTitle title={title} sub={many ? t('tryManySub') : subOf(t, answer, goal)}>
        <SegmentedControl
          size="xs"
          aria-label={t('tryHow')}
          value={many ? 'many' : 'one'}
          data={[
            { value: 'one', label: t('tryOne') },
            { value: 'many', label: t('tryMany') },
          ]}
          onChange={(value) => setMany(value === 'many')}
        />
      </PanelTitle>
      <Models />
      <ProgressLine task="tryAdapter" />
      {many ? <ManyLines /> : <AskBox />}
      {error && <ErrorBlock error={error} />}
      {many ? (
        <LineTable />
      ) : (
        <>
          <Answers />
          <History />
        </>
      )}
    </div>
  );
}

/** Entities that the tuned model marks. */
function entitiesIn({ words, tuned }: TryAnswer): number {
  const stretches = stretchesOf(words ?? [], tuned.tags ?? []);
  return stretches.filter(({ type }) => type !== null).length;
}

function useTitle(answer: TryAnswer | undefined): string {
  const { t } = useTranslation();
  if (!answer) return t('tryTitle');
  const tuned = verdictOf(answer, answer.tuned);
  const base = verdictOf(answer, answer.base);
  const nothing = t('tryNothing');
  if (answer.words) return t('tryMarked', { count: entitiesIn(answer) });
  if (answer.goal !== 'class')
    return t('trySaid', { label: tuned.label || nothing, base: base.label || nothing });
  const share = percentText(tuned.probability ?? 0, 0);
  if (tuned.unsure) return t('tryUnsure', { label: tuned.label, share });
  if (base.unsure) return t('tryBaseUnsure', { label: tuned.label, share });
  if (base.label === tuned.label) return t('tryAgree', { label: tuned.label, share });
  return t('tryDiffer', { label: tuned.label, share, base: base.label });
}

function subOf(
  t: ReturnType<typeof useTranslation>['t'],
  answer: TryAnswer | undefined,
  goal: string | undefined,
): string {
  if (!answer) return t([`trySub_${goal}`, 'trySub']);
  const { tokens, milliseconds, truncated } = answer;
  const said = t('tryTook', { tokens, time: Math.max(1, Math.round(milliseconds / 2)) });
  return paragraph([said, truncated && t('tryCut')]);
}

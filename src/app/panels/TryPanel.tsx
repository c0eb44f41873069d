import './try.css';
import { Button, Textarea } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TryAnswer } from '../../worker/protocol';
import { EmptyState } from '../components/EmptyState';
import { ErrorBlock } from '../components/ErrorBlock';
import { PanelTitle } from '../components/PanelTitle';
import { ScrollTable } from '../components/ScrollTable';
import { Tagged } from '../components/Tagged';
import { stretchesOf } from '../components/tagged';
import { paragraph, percentText } from '../format';
import { useRun } from '../hooks';
import { run } from '../stores';
import { AnswerBars } from './AnswerBars';
import { AnswerTags } from './AnswerTags';
import { AnswerValues } from './AnswerValues';
import { verdictOf } from './verdict';

const EXAMPLES = 4;

/** One box; base and tuned model answer side by side. */
export function TryPanel() {
  const { t } = useTranslation();
  const { runId, phase, answers, busy, error, watch } = useRun((state) => state);
  const [text, setText] = useState('');
  const asked = useAsked(runId, answers);
  const title = useTitle(answers[0]);
  if (!runId || phase !== 'done') {
    return (
      <div className="panel">
        <PanelTitle title={t('tryEmpty')} sub="" />
        <EmptyState how={t('tryEmptyHow')} />
      </div>
    );
  }
  const ask = (question: string): void => {
    if (question.trim() && busy !== 'try') void run.ask(runId, [question]);
  };
  const [answer] = answers;
  return (
    <div className="panel">
      <PanelTitle title={title} sub={subOf(t, answer)} />
      <div className="section">
        <Textarea
          size="md"
          aria-label={t('tryBox')}
          placeholder={t('tryPlaceholder')}
          autosize
          minRows={2}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) ask(text);
          }}
        />
        <div className="line wrap">
          <Button variant="default" disabled={busy === 'try'} onClick={() => ask(text)}>
            {t('ask')}
          </Button>
          {watch.length > 0 && <span className="muted">{t('examples')}</span>}
          {watch.slice(0, EXAMPLES).map((row) => (
            <button
              key={row.row}
              type="button"
              className="example ellipsis"
              onClick={() => {
                setText(row.text);
                ask(row.text);
              }}
            >
              {row.text}
            </button>
          ))}
        </div>
      </div>
      {error && <ErrorBlock error={error} />}
      {answer && <Answer answer={answer} />}
      {asked.length > 1 && <Asked answers={asked.slice(1)} />}
    </div>
  );
}

/** Marked words, shares as bars, or values as they are. */
function Answer({ answer }: { readonly answer: TryAnswer }) {
  if (answer.words) return <AnswerTags answer={answer} />;
  return answer.tuned.sure === null ? (
    <AnswerValues answer={answer} />
  ) : (
    <AnswerBars answer={answer} />
  );
}

/** Entities that the tuned model marks. */
function entitiesIn({ words, tuned }: TryAnswer): number {
  const stretches = stretchesOf(words ?? [], tuned.tags ?? []);
  return stretches.filter(({ type }) => type !== null).length;
}

/** Answers of this run since the panel was opened, newest first. */
function useAsked(runId: string | null, answers: readonly TryAnswer[]): readonly TryAnswer[] {
  const [asked, setAsked] = useState<readonly TryAnswer[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another run's answers are not of this one
  useEffect(() => setAsked([]), [runId]);
  useEffect(() => {
    setAsked((before) => [...answers, ...before.filter((old) => !answers.includes(old))]);
  }, [answers]);
  return asked;
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

function subOf(t: ReturnType<typeof useTranslation>['t'], answer: TryAnswer | undefined): string {
  if (!answer) return t('trySub');
  const { tokens, milliseconds, truncated } = answer;
  const said = t('tryTook', { tokens, time: Math.max(1, Math.round(milliseconds / 2)) });
  return paragraph([said, truncated && t('tryCut')]);
}

function Asked({ answers }: { readonly answers: readonly TryAnswer[] }) {
  const { t } = useTranslation();
  const say = (answer: TryAnswer, side: TryAnswer['tuned']) => {
    if (answer.words)
      return (
        <td>
          <Tagged words={answer.words} tags={side.tags ?? []} labels={answer.labels} />
        </td>
      );
    const { label, probability, unsure } = verdictOf(answer, side);
    return (
      <td className={unsure ? 'unsure' : undefined}>
        {label || t('tryNothing')} {probability !== null && percentText(probability, 0)}
        {unsure && ` · ${t('unsure')}`}
      </td>
    );
  };
  return (
    <section className="section rule">
      <header>
        <h2>{t('askedHere')}</h2>
      </header>
      <ScrollTable className="scroll bleed" label={t('askedHere')}>
        <table>
          <thead>
            <tr>
              <th className="fill">{t('message')}</th>
              <th>{t('base')}</th>
              <th>{t('tuned')}</th>
            </tr>
          </thead>
          <tbody>
            {answers.map((answer, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the same text may be asked twice
              <tr key={i}>
                <td className="fill" title={answer.text}>
                  {answer.text}
                </td>
                {say(answer, answer.base)}
                {say(answer, answer.tuned)}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollTable>
    </section>
  );
}

import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorBlock } from '../components/ErrorBlock';
import { PanelTitle } from '../components/PanelTitle';
import { percentText } from '../format';
import { useRun } from '../hooks';
import { run } from '../stores';

/** One box; base and tuned model answer side by side. */
export function TryPanel() {
  const { t } = useTranslation();
  const { runId, phase, answers, busy, error, watch } = useRun((state) => state);
  const [text, setText] = useState('');
  if (!runId || phase !== 'done') {
    return (
      <div className="panel">
        <PanelTitle title={t('tryEmpty')} sub={t('evaluateEmptySub')} />
      </div>
    );
  }
  const ask = (question: string): void => {
    if (question.trim() && busy !== 'try') void run.ask(runId, [question]);
  };
  const [answer] = answers;
  return (
    <div className="panel">
      <PanelTitle title={t('tryTitle')} sub={t('trySub')} />
      <Textarea
        label={t('tryBox')}
        autosize
        minRows={3}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) ask(text);
        }}
      />
      <div style={{ display: 'flex', gap: 8, flexWrap: 'wrap' }}>
        <Button variant="default" loading={busy === 'try'} onClick={() => ask(text)}>
          {t('ask')}
        </Button>
        <span className="muted">{t('examples')}</span>
        {watch.map((row) => (
          <Button
            key={row.row}
            variant="subtle"
            size="xs"
            maw={220}
            onClick={() => {
              setText(row.text);
              ask(row.text);
            }}
          >
            {row.text}
          </Button>
        ))}
      </div>
      {error && <ErrorBlock error={error} />}
      {answer && (
        <div className="columns even">
          <Bars
            title={t('base')}
            labels={answer.labels}
            scores={answer.base}
            colour="var(--base)"
          />
          <Bars
            title={t('tuned')}
            labels={answer.labels}
            scores={answer.tuned}
            colour="var(--tuned)"
          />
        </div>
      )}
    </div>
  );
}

function Bars({
  title,
  labels,
  scores,
  colour,
}: {
  readonly title: string;
  readonly labels: readonly string[];
  readonly scores: readonly number[];
  readonly colour: string;
}) {
  return (
    <section>
      <h2>{title}</h2>
      {labels.map((label, i) => (
        <div className="bar" key={label} style={{ gridTemplateColumns: '130px 1fr 60px' }}>
          <span className="name">{label}</span>
          <span className="track">
            <i style={{ width: `${100 * (scores[i] ?? 0)}%`, background: colour }} />
          </span>
          <b className="number">{percentText(scores[i] ?? 0)}</b>
        </div>
      ))}
    </section>
  );
}

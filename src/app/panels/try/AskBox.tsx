import { Button, Textarea } from '@mantine/core';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useRun, useRunGoal, useTries } from '../../hooks';
import { tries } from '../../stores';

const EXAMPLES = 4;

/** One text, or the two of a pair, and validation rows to begin with. */
export function AskBox() {
  const { t } = useTranslation();
  const { text, pair, busy } = useTries();
  const watch = useRun((state) => state.watch);
  const pairs = usePairs();
  const goal = useRunGoal();
  const ask = (): void => void tries.ask();
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) ask();
  };
  return (
    <div className="section">
      <Textarea
        size="md"
        aria-label={t('tryBox')}
        placeholder={t([`tryPlaceholder_${goal}`, 'tryPlaceholder'])}
        autosize
        minRows={2}
        maxRows={12}
        value={text}
        onChange={(event) => tries.write(event.currentTarget.value, pair)}
        onKeyDown={onKeyDown}
      />
      {pairs && (
        <Textarea
          size="md"
          aria-label={t('tryPairBox')}
          placeholder={t('tryPairBox')}
          autosize
          minRows={1}
          maxRows={12}
          value={pair}
          onChange={(event) => tries.write(text, event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
      )}
      <div className="line wrap">
        <Button variant="default" disabled={busy !== null} onClick={ask}>
          {t('ask')}
        </Button>
        {watch.length > 0 && <span className="muted">{t('examples')}</span>}
        {watch.slice(0, EXAMPLES).map((row) => (
          <button
            key={row.row}
            type="button"
            className="example ellipsis"
            disabled={busy !== null}
            onClick={() => {
              tries.write(...(pairs ? partsOf(row.text) : ([row.text, ''] as const)));
              ask();
            }}
          >
            {row.text}
          </button>
        ))}
      </div>
    </div>
  );
}

/** Whether the rows of the run on the screen are pairs of texts. */
export function usePairs(): boolean {
  return useRun(({ runId, runs, job }) => {
    const own = runs.find((record) => record.runId === runId)?.job ?? job;
    return own?.data.columns?.textPair !== undefined;
  });
}

/** A watched pair is told in one line, its parts with a bar between them. */
function partsOf(text: string): readonly [string, string] {
  const at = text.indexOf(' | ');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 3)];
}

import { Button, NativeSelect, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DatasetSummary } from '../../../worker/protocol';
import { ProgressLine } from '../../components/ProgressLine';
import { wholeText } from '../../format';
import { useRun, useTries } from '../../hooks';
import { pickFile } from '../../pickFile';
import { tries } from '../../stores';
import { linesOf, MOST_LINES } from '../../stores/triedTable';
import { usePairs } from './AskBox';

/** Lines that are pasted, or a column of a file, to be asked one after the other. */
export function ManyLines() {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const { busy, file } = useTries();
  const pairs = usePairs();
  const open = async (): Promise<void> => {
    const chosen = await pickFile('.csv,.tsv,.json,.jsonl,.ndjson,.txt');
    if (chosen) await tries.openFile(chosen);
  };
  return (
    <div className="section">
      <Textarea
        aria-label={t('tryLines')}
        placeholder={t(pairs ? 'tryLinesPairs' : 'tryLinesHow')}
        autosize
        minRows={4}
        maxRows={10}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className="line wrap">
        <Button
          variant="default"
          disabled={busy !== null || text.trim() === ''}
          onClick={() => void tries.askMany(linesOf(text, pairs))}
        >
          {t('askLines')}
        </Button>
        <Button variant="default" disabled={busy !== null} onClick={() => void open()}>
          {t('tryFile')}
        </Button>
        <span className="muted">{t('tryLinesMost', { count: wholeText(MOST_LINES) })}</span>
      </div>
      <ProgressLine task="tryFile" />
      {file && <FileColumn file={file} pairs={pairs} busy={busy !== null} />}
    </div>
  );
}

interface Props {
  readonly file: DatasetSummary;
  readonly pairs: boolean;
  readonly busy: boolean;
}

/** Which columns of a file are the texts: those of the run where the file has them. */
function FileColumn({ file, pairs, busy }: Props) {
  const { t } = useTranslation();
  const roles = useRun(
    ({ runId, runs }) => runs.find((one) => one.runId === runId)?.job.data.columns,
  );
  const names = file.columns.map(({ name }) => name);
  const guess = file.guesses[file.task]?.roles;
  const first = (wanted: (string | undefined)[]): string =>
    wanted.find((name) => name !== undefined && names.includes(name)) ?? names[0] ?? '';
  const [text, setText] = useState(first([roles?.text, guess?.text]));
  const [second, setSecond] = useState(first([roles?.textPair, names[1]]));
  const ask = async (): Promise<void> => {
    const lines = await tries.columnLines(pairs ? [text, second] : [text]);
    await tries.askMany(lines, file.rows);
  };
  return (
    <div className="line wrap">
      <span className="ellipsis" title={file.name}>
        {t('tryFileRows', { name: file.name, count: wholeText(file.rows) })}
      </span>
      <NativeSelect
        aria-label={t('tryColumn')}
        data={names}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {pairs && (
        <NativeSelect
          aria-label={t('trySecondColumn')}
          data={names}
          value={second}
          onChange={(event) => setSecond(event.currentTarget.value)}
        />
      )}
      <Button variant="default" disabled={busy} onClick={() => void ask()}>
        {t('askColumn')}
      </Button>
    </div>
  );
}

import { Button, Checkbox, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { RunRecord } from '../../../worker/protocol';
import { Sparkline } from '../../charts/Sparkline';
import { smoothed } from '../../charts/thin';
import { MethodGlyph } from '../../components/MethodGlyph';
import { lossText, percentText, timeText } from '../../format';
import { useRun, useStudio } from '../../hooks';
import { useCatalogWords } from '../../i18n/catalog';
import { run } from '../../stores';
import { isTraining } from '../../stores/runState';
import { RunMenu } from './RunMenu';
import { nameOf } from './records';

interface Props {
  readonly record: RunRecord;
  readonly number: number;
  readonly isBest: boolean;
  /** How its curve is drawn above; absent where it is not ticked. */
  readonly stroke?: { readonly color: string; readonly dash?: string };
  readonly onTick: () => void;
  readonly onOpen: () => void;
}

const COLUMNS = 9;

/** A run: what it was, what came of it, and what can be done with it. */
export function RunRow(props: Props) {
  const { record, number, isBest, stroke, onTick, onOpen } = props;
  const { t, i18n } = useTranslation();
  const words = useCatalogWords();
  const [, go] = useLocation();
  const [doing, setDoing] = useState<'renaming' | 'deleting' | null>(null);
  const name = useStudio(({ catalog }) => nameOf(record, catalog, words));
  const busy = useRun((state) => isTraining(state) && state.runId !== record.runId);
  const { summary, createdAt, losses } = record;
  const accuracy = summary?.metrics.accuracy;
  const open = async (): Promise<void> => {
    const mine = run.store.getState();
    if (!(isTraining(mine) && mine.runId === record.runId)) await run.select(record.runId);
    go('/train');
    onOpen();
  };
  if (doing === 'deleting')
    return <Confirm name={name} record={record} onDone={() => setDoing(null)} />;
  return (
    <tr>
      <td>
        <Checkbox
          size="xs"
          checked={stroke !== undefined}
          onChange={onTick}
          aria-label={t('compareRun', { number, name })}
        />
      </td>
      <td className="number muted">{number}</td>
      <td>
        {doing === 'renaming' ? (
          <Rename name={name} runId={record.runId} onDone={() => setDoing(null)} />
        ) : (
          <span className="line">
            <Glyph method={record.job.method.id} />
            <span className="run-name">
              <button
                type="button"
                className="link ellipsis"
                disabled={busy}
                title={busy ? t('openBusy') : name}
                onClick={() => void open()}
              >
                {name}
              </button>
              <small className="ellipsis">
                <Status record={record} /> · {record.job.data.train}
              </small>
            </span>
          </span>
        )}
      </td>
      <td className="number muted">
        <time dateTime={new Date(createdAt).toISOString()}>{clock(createdAt, i18n.language)}</time>
      </td>
      <td className="number">{typeof accuracy === 'number' ? percentText(accuracy) : '–'}</td>
      <td className={isBest ? 'number best' : 'number'}>
        {summary ? lossText(summary.validationLoss ?? summary.loss) : '–'}
      </td>
      <td className="number">{summary ? timeText(summary.seconds) : '–'}</td>
      <td>
        {losses.length > 1 && (
          <Sparkline
            values={smoothed(losses, 0.7)}
            width={64}
            height={20}
            color={stroke?.color ?? 'var(--base)'}
            {...(stroke?.dash === undefined ? {} : { dash: stroke.dash })}
          />
        )}
      </td>
      <td className="number">
        <RunMenu
          record={record}
          name={name}
          busy={busy}
          asking={doing !== null}
          onOpen={() => void open()}
          onContinue={() => {
            void run.resume(record.runId);
            go('/train');
            onOpen();
          }}
          onRename={() => setDoing('renaming')}
          onDelete={() => setDoing('deleting')}
        />
      </td>
    </tr>
  );
}

/** 14:02 for today, the day before that. */
function clock(time: number, language: string): string {
  const then = new Date(time);
  const today = then.toDateString() === new Date().toDateString();
  return today
    ? then.toLocaleTimeString(language, {
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
      })
    : then.toLocaleDateString(language, { month: 'short', day: 'numeric' });
}

/** The method's picture, drawn for the model at hand. */
function Glyph({ method }: { readonly method: string }) {
  const picture = useStudio((state) => state.methodPlans[method]?.picture);
  return picture ? <MethodGlyph picture={picture} /> : null;
}

function Status({ record }: { readonly record: RunRecord }) {
  const { t } = useTranslation();
  const { runId, status, steps } = record;
  const step = useRun((state) => (state.runId === runId ? state.step : record.step));
  return <span className={`status ${status}`}>{t(`status_${status}`, { step, steps })}</span>;
}

interface DoneProps {
  readonly name: string;
  readonly onDone: () => void;
}

function Rename({ name, runId, onDone }: DoneProps & { readonly runId: string }) {
  const { t } = useTranslation();
  const [text, setText] = useState(name);
  const keep = (): void => {
    const given = text.trim();
    if (given && given !== name) void run.rename(runId, given);
    onDone();
  };
  return (
    <TextInput
      size="xs"
      aria-label={t('newName')}
      value={text}
      maxLength={80}
      autoFocus
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Enter') keep();
        if (event.key !== 'Escape') return;
        // Esc ends the asking, not the drawer.
        event.nativeEvent.stopPropagation();
        onDone();
      }}
    />
  );
}

function Confirm({ name, record, onDone }: DoneProps & { readonly record: RunRecord }) {
  const { t } = useTranslation();
  return (
    <Wide>
      <span className="spread">{t('deleteSure', { name })}</span>
      <Button
        variant="default"
        size="compact-sm"
        onClick={() => void run.remove(record.runId).then(onDone)}
      >
        {t('deleteRun')}
      </Button>
      <Button variant="subtle" size="compact-sm" autoFocus onClick={onDone}>
        {t('keepRun')}
      </Button>
    </Wide>
  );
}

function Wide({ children }: { readonly children: ReactNode }) {
  return (
    <tr>
      <td colSpan={COLUMNS} className="asking">
        <span className="line">{children}</span>
      </td>
    </tr>
  );
}

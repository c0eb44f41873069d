import { Button, NativeSelect, SegmentedControl, Slider, TextInput } from '@mantine/core';
import { Info, TriangleAlert, Upload, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProblemGroup, RowPage, RowQuery } from '../../worker/protocol';
import { ErrorBlock } from '../components/ErrorBlock';
import { PanelTitle } from '../components/PanelTitle';
import { ProgressLine } from '../components/ProgressLine';
import { bytesText, percentText } from '../format';
import { useStudio } from '../hooks';
import { studio } from '../stores';

const PAGE = 10;
const GREETED = 'graft-greeted';

/** Rows, roles, classes, lengths, split and problems of the data. */
export function DataPanel() {
  const { t } = useTranslation();
  const dataset = useStudio((state) => state.dataset);
  const profile = useStudio((state) => state.profile);
  const error = useStudio((state) => state.dataError);
  const title = !dataset
    ? t('dataNone')
    : profile
      ? t('dataTitle', { rows: profile.usable, classes: profile.labels.length })
      : t('dataTitleOpen', { rows: dataset.rows });
  const sub = dataset
    ? t('dataSub', {
        name: dataset.name,
        size: bytesText(dataset.byteLength),
        format: dataset.format.toUpperCase(),
        encoding: dataset.encoding.name,
      })
    : '';
  return (
    <div className="panel">
      <Greeting />
      <PanelTitle title={title} sub={sub} />
      {error && <ErrorBlock error={error} />}
      <ProgressLine task="open" />
      <DropStrip />
      {dataset && (
        <div className="columns">
          <div>
            <Rows />
            <Problems groups={[...dataset.problems, ...(profile?.problems ?? [])]} />
          </div>
          <div>
            <Classes />
            <Lengths />
            <Split />
          </div>
        </div>
      )}
    </div>
  );
}

function Greeting() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(() => localStorage.getItem(GREETED) === null);
  if (!open) return null;
  const dismiss = (): void => {
    localStorage.setItem(GREETED, '1');
    setOpen(false);
  };
  return (
    <div className="note">
      <Info size={16} aria-hidden />
      <p>{t('hello')}</p>
      <button type="button" className="chip" aria-label={t('dismiss')} onClick={dismiss}>
        <X size={16} aria-hidden />
      </button>
    </div>
  );
}

function DropStrip() {
  const { t } = useTranslation();
  const samples = useStudio((state) => state.samples);
  const input = useRef<HTMLInputElement>(null);
  const choose = (files: FileList | null): void => {
    const file = files?.[0];
    if (file) void studio.openData({ kind: 'file', file });
  };
  return (
    <div className="drop">
      <Upload size={16} aria-hidden />
      <span className="spread">{t('drop')}</span>
      {samples.map(({ id, label }) => (
        <Button
          key={id}
          variant="subtle"
          size="xs"
          onClick={() => void studio.openData({ kind: 'sample', id })}
        >
          {label}
        </Button>
      ))}
      <Button variant="default" size="xs" onClick={() => input.current?.click()}>
        {t('browse')}
      </Button>
      <input
        ref={input}
        className="visually-hidden"
        type="file"
        aria-label={t('datasetFile')}
        accept=".csv,.tsv,.txt,.json,.jsonl,.ndjson"
        onChange={(event) => choose(event.currentTarget.files)}
      />
    </div>
  );
}

function Rows() {
  const { t } = useTranslation();
  const dataset = useStudio((state) => state.dataset);
  const profile = useStudio((state) => state.profile);
  const [query, setQuery] = useState<RowQuery>({ start: 0, count: PAGE });
  const [page, setPage] = useState<RowPage | null>(null);
  const id = dataset?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new profile changes which rows are left out
  useEffect(() => {
    if (id) void studio.page(id, query).then(setPage);
  }, [id, query, profile]);
  if (!dataset || !page) return null;
  const last = Math.min(query.start + PAGE, page.total);
  return (
    <section>
      <div style={{ display: 'flex', gap: 12, marginBottom: 8, flexWrap: 'wrap' }}>
        <TextInput
          className="spread"
          aria-label={t('search', { rows: dataset.rows })}
          placeholder={t('search', { rows: dataset.rows })}
          onChange={(event) => setQuery({ ...query, start: 0, search: event.currentTarget.value })}
        />
        <SegmentedControl
          data={[
            { value: 'all', label: t('all') },
            { value: 'problems', label: t('problems') },
          ]}
          onChange={(show) => setQuery({ ...query, start: 0, show: show as 'all' | 'problems' })}
        />
      </div>
      <section className="scroll" aria-label={t('data')}>
        <table>
          <thead>
            <tr>
              <th>{t('row')}</th>
              {dataset.columns.map(({ name }) => (
                <th key={name}>
                  <div>{name}</div>
                  <RoleSelect column={name} />
                </th>
              ))}
              <th className="number">{t('tokens')}</th>
            </tr>
          </thead>
          <tbody>
            {page.rows.map((row) => (
              <tr
                key={row.row}
                style={row.leftOut ? { textDecoration: 'line-through' } : undefined}
              >
                <td className="muted">{row.row}</td>
                {row.cells.map((cell, i) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: columns have no other identity than their place
                  <td key={i} title={cell}>
                    {cell}
                  </td>
                ))}
                <td className="number">{row.tokens ?? ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p className="muted">
        {t('rowsShown', { from: Math.min(query.start + 1, last), to: last, total: page.total })}{' '}
        <Button
          variant="subtle"
          size="compact-xs"
          disabled={query.start === 0}
          onClick={() => setQuery({ ...query, start: Math.max(0, query.start - PAGE) })}
        >
          {t('previous')}
        </Button>
        <Button
          variant="subtle"
          size="compact-xs"
          disabled={last >= page.total}
          onClick={() => setQuery({ ...query, start: query.start + PAGE })}
        >
          {t('next')}
        </Button>
      </p>
    </section>
  );
}

function RoleSelect({ column }: { readonly column: string }) {
  const { t } = useTranslation();
  const roles = useStudio((state) => state.roles);
  const reasons = useStudio((state) => state.dataset?.guess.reasons);
  const role = Object.entries(roles).find(([, name]) => name === column)?.[0] ?? '';
  return (
    <NativeSelect
      size="xs"
      w={116}
      aria-label={t('role', { column })}
      title={role ? reasons?.[role]?.text : undefined}
      value={role}
      data={[
        { value: '', label: t('roleNone') },
        { value: 'text', label: t('roleText') },
        { value: 'textPair', label: t('rolePair') },
        { value: 'label', label: t('roleLabel') },
      ]}
      onChange={(event) => studio.setRole(column, event.currentTarget.value)}
    />
  );
}

function Problems({ groups }: { readonly groups: readonly ProblemGroup[] }) {
  const { t } = useTranslation();
  return (
    <section style={{ marginTop: 24 }}>
      <h2>{t('problems')}</h2>
      {groups.length === 0 && <p className="muted">{t('noProblems')}</p>}
      {groups.map(({ kind, severity, count, examples }) => (
        <div className={`problem ${severity}`} key={kind}>
          {severity === 'info' ? (
            <Info size={14} aria-hidden />
          ) : (
            <TriangleAlert size={14} aria-hidden />
          )}
          <span>
            {examples[0]?.message}{' '}
            {count > 1 && <span className="muted">{t('times', { count })}</span>}
          </span>
        </div>
      ))}
    </section>
  );
}

function Classes() {
  const { t } = useTranslation();
  const profile = useStudio((state) => state.profile);
  if (!profile) return null;
  const most = profile.labels.reduce((largest, { count }) => Math.max(largest, count), 1);
  return (
    <section style={{ marginBottom: 24 }}>
      <h2>{t('classes')}</h2>
      {profile.labels.slice(0, 30).map(({ label, count }) => (
        <div className="bar" key={label} style={{ gridTemplateColumns: '88px 1fr 36px 44px' }}>
          <span className="name" title={label}>
            {label}
          </span>
          <span className="track">
            <i style={{ width: `${(100 * count) / most}%` }} />
          </span>
          <b className="number">{count}</b>
          <span className="number muted">
            {percentText(count / Math.max(1, profile.usable), 0)}
          </span>
        </div>
      ))}
    </section>
  );
}

function Lengths() {
  const { t } = useTranslation();
  const lengths = useStudio((state) => state.lengths);
  if (!lengths) return <ProgressLine task="lengths" />;
  const most = lengths.bins.reduce((largest, count) => Math.max(largest, count), 1);
  const { binSize, bins, mean, longest, cut, maxTokens } = lengths;
  const bars = bins.map((count, i) => ({ from: i * binSize, count }));
  return (
    <section style={{ marginBottom: 24 }}>
      <h2>{t('length')}</h2>
      <svg
        viewBox={`0 0 ${bins.length * 8} 60`}
        width="100%"
        height="60"
        preserveAspectRatio="none"
        aria-hidden
      >
        {bars.map(({ from, count }) => (
          <rect
            key={from}
            x={(8 * from) / binSize}
            width={7}
            y={60 - (58 * count) / most}
            height={(58 * count) / most}
            fill={from >= maxTokens ? 'var(--validation)' : 'var(--data)'}
          />
        ))}
      </svg>
      <p className="muted">{t('lengthMean', { mean: mean.toFixed(0), longest })}</p>
      {cut > 0 && <p className="muted">{t('cutRows', { count: cut, max: maxTokens })}</p>}
    </section>
  );
}

function Split() {
  const { t } = useTranslation();
  const share = useStudio((state) => state.training.validationShare);
  const profile = useStudio((state) => state.profile);
  if (!profile) return null;
  return (
    <section>
      <h2>{t('validationShare')}</h2>
      <Slider
        thumbLabel={t('validationShare')}
        min={0.05}
        max={0.5}
        step={0.05}
        defaultValue={share}
        label={(value) => percentText(value, 0)}
        onChangeEnd={(validationShare) => studio.setTraining({ validationShare })}
      />
      <p className="muted" style={{ marginTop: 8 }}>
        {t('split', { train: profile.train, validation: profile.validation })}
      </p>
    </section>
  );
}

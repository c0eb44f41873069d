import { SegmentedControl } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { OverlayChart } from '../../charts/OverlayChart';
import {
  type OverlayCurve,
  type OverlayPoint,
  trainingCurve,
  validationCurve,
} from '../../charts/overlay';
import { lossText } from '../../format';
import { useRun, useStudio } from '../../hooks';
import { useCatalogWords } from '../../i18n/catalog';
import { run } from '../../stores';
import type { RunState } from '../../stores/runState';
import { nameOf, STROKES } from './records';

/** Curves of the ticked runs in one chart, epoch by epoch. */
export function Overlay({ chosen }: { readonly chosen: readonly string[] }) {
  const { t } = useTranslation();
  const words = useCatalogWords();
  const [what, setWhat] = useState<'validation' | 'training'>('validation');
  const runs = useRun((state) => state.runs);
  const catalog = useStudio((state) => state.catalog);
  const known = useRemembered(chosen);
  const curves = chosen.flatMap((runId, i): OverlayCurve[] => {
    const state = known.get(runId);
    const record = runs.find((one) => one.runId === runId);
    const stroke = STROKES[i];
    if (!state || !record || !stroke) return [];
    const points = what === 'validation' ? validationCurve(state) : trainingCurve(state);
    const number = runs.length - runs.indexOf(record);
    return [
      { id: runId, name: `${number} · ${nameOf(record, catalog, words)}`, points, ...stroke },
    ];
  });
  return (
    <section className="section">
      <header>
        <h2>{t(what === 'validation' ? 'overlayValidation' : 'overlayTraining')}</h2>
        <span className="muted">{t('tickedRuns', { count: chosen.length })}</span>
        <span className="spread" />
        <SegmentedControl
          size="xs"
          aria-label={t('overlayWhat')}
          value={what}
          onChange={(value) => setWhat(value as 'validation' | 'training')}
          data={[
            { value: 'validation', label: t('lossValidation') },
            { value: 'training', label: t('lossTrain') },
          ]}
        />
      </header>
      <OverlayChart curves={curves} />
      <ul className="legend">
        {curves.map(({ id, name, color, dash, points }) => (
          <li key={id}>
            <svg width="18" height="8" aria-hidden>
              <path d="M0 4H18" stroke={color} strokeWidth="2" strokeDasharray={dash} />
            </svg>{' '}
            <b>{name}</b> {lastOf(points) ?? t('noPoints')}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What a curve has come to; null without a point. */
function lastOf(points: readonly OverlayPoint[]): string | null {
  const last = points.at(-1);
  return last ? lossText(last.loss) : null;
}

/** What is remembered of the ticked runs, read once each; anew where a run has gone on since. */
function useRemembered(chosen: readonly string[]): ReadonlyMap<string, RunState> {
  const [known, setKnown] = useState<ReadonlyMap<string, RunState>>(new Map());
  const runs = useRun((state) => state.runs);
  const wanted = chosen
    .map((id) => `${id} ${runs.find(({ runId }) => runId === id)?.status ?? ''}`)
    .join('\n');
  useEffect(() => {
    let stale = false;
    const ids = wanted.split('\n').map((line) => line.split(' ')[0] ?? '');
    void Promise.all(ids.map(async (id) => [id, await run.remembered(id)] as const)).then(
      (read) => {
        if (!stale) setKnown(new Map(read));
      },
    );
    return () => {
      stale = true;
    };
  }, [wanted]);
  return known;
}

import { useElementSize } from '@mantine/hooks';
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TokenLengths } from '../../../worker/protocol';
import { ProgressLine } from '../../components/ProgressLine';
import { useStudio } from '../../hooks';
import { studio } from '../../stores';
import { goalOf } from '../../stores/studioState';
import { TokenBars } from './TokenBars';
import { rowsCut, type TokenBins, tokenBins } from './tokenBins';

/** Shortest text that still makes sense: one token between the two special ones, and one more. */
const SHORTEST = 4;
/** Milliseconds of rest after a key before the plan is made anew. */
const REST = 350;

/** Token lengths with a line that can be dragged: what is right of it is cut. */
export function Lengths() {
  const { t } = useTranslation();
  const lengths = useStudio((state) => state.lengths);
  const most = useStudio((state) => state.model?.maxTokens ?? 512);
  return (
    <section className="section" aria-label={t('length')}>
      <header>
        <h2>{t('length')}</h2>
        <span className="spread" />
        {lengths && (
          <span className="muted">{t('lengthMean', { mean: lengths.mean.toFixed(0) })}</span>
        )}
      </header>
      <ProgressLine task="lengths" />
      {lengths && <Histogram lengths={lengths} most={most} />}
    </section>
  );
}

function Histogram({ lengths, most }: { readonly lengths: TokenLengths; readonly most: number }) {
  const { t } = useTranslation();
  const { ref, width } = useElementSize();
  const bins = tokenBins(lengths, most);
  const { cut, move, settle, step } = useCut(most);
  const over = rowsCut(lengths, cut);
  const goal = useStudio(goalOf);
  const cutText = over === 0 ? 'cutNone' : [`cutRows_${goal}`, 'cutRows'];
  const text = t(cutText, { count: over, max: cut });
  return (
    <div ref={ref} className="lengths">
      {width > 0 && (
        <TokenBars bins={bins} width={width} cut={cut} over={over} share={over / lengths.rows} />
      )}
      <div
        className="grip"
        role="slider"
        tabIndex={0}
        aria-label={t('cutAt')}
        aria-valuemin={SHORTEST}
        aria-valuemax={most}
        aria-valuenow={cut}
        aria-valuetext={text}
        onKeyDown={(event) => step(event, most)}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          move(tokensAt(event, bins));
        }}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) move(tokensAt(event, bins));
        }}
        onPointerUp={settle}
        onPointerCancel={settle}
      />
      <p className="muted small">
        {over > 0 ? t('lengthLongest', { longest: lengths.longest }) : text}
      </p>
    </div>
  );
}

function tokensAt(event: PointerEvent<HTMLElement>, { end }: TokenBins): number {
  const { left, width } = event.currentTarget.getBoundingClientRect();
  return Math.round(((event.clientX - left) / width) * end);
}

/** The line as it is dragged; the plan hears of it once it rests. */
function useCut(most: number) {
  const set = useStudio((state) => state.training.maxTokens);
  const [draft, setDraft] = useState<number | null>(null);
  const latest = useRef<number | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const cut = draft ?? set;
  const settle = (): void => {
    clearTimeout(timer.current);
    if (latest.current !== null && latest.current !== set)
      studio.setTraining({ maxTokens: latest.current });
    latest.current = null;
    setDraft(null);
  };
  const move = (to: number): void => {
    latest.current = Math.min(most, Math.max(SHORTEST, to));
    setDraft(latest.current);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  const step = (event: KeyboardEvent, largest: number): void => {
    const to = keyTarget(event.key, latest.current ?? cut, largest);
    if (to === null) return;
    event.preventDefault();
    move(to);
    clearTimeout(timer.current);
    timer.current = setTimeout(settle, REST);
  };
  return { cut, move, settle, step };
}

function keyTarget(key: string, now: number, most: number): number | null {
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: now - 1,
    ArrowDown: now - 1,
    ArrowRight: now + 1,
    ArrowUp: now + 1,
    PageDown: now - 16,
    PageUp: now + 16,
    Home: SHORTEST,
    End: most,
  };
  return steps[key] ?? null;
}

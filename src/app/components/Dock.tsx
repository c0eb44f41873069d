import { ChevronDown, ChevronUp } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { bytesText, lossText, timeText } from '../format';
import { useRun, useStudio } from '../hooks';
import { useCatalogWords } from '../i18n/catalog';
import { Recipe } from './Recipe';
import { useEscape } from './useEscape';

/** The recipe: a column where there is room, on a phone a sheet that a bar at the bottom raises. */
export function Dock() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [location] = useLocation();
  const { bold, small } = useSummary();
  // biome-ignore lint/correctness/useExhaustiveDependencies: going to another panel lowers the sheet
  useEffect(() => setOpen(false), [location]);
  useEscape(open, () => setOpen(false));
  return (
    <>
      {open && (
        <button
          type="button"
          className="veil"
          aria-label={t('close')}
          onClick={() => setOpen(false)}
        />
      )}
      <div className="dock" data-open={open}>
        <button
          type="button"
          className="raise"
          aria-expanded={open}
          onClick={() => setOpen((was) => !was)}
        >
          {open ? <ChevronDown size={16} aria-hidden /> : <ChevronUp size={16} aria-hidden />}
          <span>
            <b>{bold}</b>
            <small>{small}</small>
          </span>
        </button>
        <Recipe />
      </div>
    </>
  );
}

/** What Start costs, how far it is, or what came of it. */
function useSummary(): { readonly bold: string; readonly small: string } {
  const { t } = useTranslation();
  const words = useCatalogWords();
  const { model, catalog, method, profile, plan, estimate } = useStudio((state) => state);
  const { phase, step, steps, loss, best, secondsLeft } = useRun((state) => state);
  if (phase === 'starting' || phase === 'running' || phase === 'paused') {
    return {
      bold: steps > 0 ? t('dockStep', { step, steps }) : t('preparing'),
      small:
        loss === null || secondsLeft === null
          ? ''
          : t('dockLeft', { loss: lossText(loss), time: timeText(secondsLeft) }),
    };
  }
  if (phase === 'done') {
    return {
      bold: best ? t('dockDone', { loss: lossText(best.loss) }) : t('announceEnd'),
      small: best ? t('dockBest', { step: best.step }) : '',
    };
  }
  const label = words(catalog?.methods.find(({ id }) => id === method)?.label ?? method);
  const cost = [
    profile && t('dockRows', { rows: profile.usable }),
    plan && bytesText(plan.bytes.total),
    estimate && t('about', { time: timeText(estimate.totalSeconds) }),
  ];
  return {
    bold: [model?.label, label].filter(Boolean).join(t('comma_list')),
    small: cost.filter(Boolean).join(t('comma_list')),
  };
}

import { useTranslation } from 'react-i18next';
import { lossText } from '../format';
import { useRun } from '../hooks';

/** Tells screen readers of start, evaluation and end; not of every step. */
export function Announcer() {
  const { t } = useTranslation();
  const phase = useRun((state) => state.phase);
  const validation = useRun((state) => state.validations.at(-1)?.loss);
  const ended = phase === 'done' || phase === 'failed';
  const said = ended
    ? t('announceEnd')
    : phase === 'running' && validation === undefined
      ? t('announceStart')
      : '';
  const scored =
    !ended && validation !== undefined
      ? t('announceEvaluation', { loss: lossText(validation) })
      : '';
  return (
    <div aria-live="polite" className="visually-hidden">
      {said || scored}
    </div>
  );
}

import { TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Trouble } from '../../../worker/protocol';
import { lossText } from '../../format';

/** What ails the run and what to try, in one sentence. */
export function TroubleLine({ trouble }: { readonly trouble: Trouble }) {
  const { t } = useTranslation();
  const said =
    'bestStep' in trouble
      ? { step: trouble.bestStep, from: trouble.bestLoss, to: trouble.lastLoss }
      : { step: trouble.step, from: trouble.first, to: trouble.last };
  return (
    <p className="line small trouble" role="status">
      <TriangleAlert size={16} aria-hidden />
      {t(`trouble_${trouble.code}`, {
        step: said.step,
        from: lossText(said.from),
        to: lossText(said.to),
        guessing: 'guessing' in trouble ? lossText(trouble.guessing) : '',
      })}
    </p>
  );
}

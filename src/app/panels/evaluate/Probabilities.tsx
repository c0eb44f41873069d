import type { EvaluationReport } from '../../../worker/protocol';
import { Reliability } from './Reliability';

/** What probabilities are worth; nothing where the task knows none. */
export function Probabilities({ report }: { readonly report: EvaluationReport }) {
  const { goal, base, tuned } = report;
  if (!base.calibration || !tuned.calibration) return null;
  return (
    <div className="columns even">
      <Reliability goal={goal} base={base.calibration} tuned={tuned.calibration} />
    </div>
  );
}

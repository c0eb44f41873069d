import type { EvaluationReport } from '../../../worker/protocol';
import { Reliability } from './Reliability';
import { Thresholds } from './Thresholds';

/** What probabilities are worth, and from which on to act; nothing where the task knows none. */
export function Probabilities({ report }: { readonly report: EvaluationReport }) {
  const { goal, base, tuned } = report;
  if (!base.calibration || !tuned.calibration) return null;
  return (
    <div className="columns even">
      <Reliability goal={goal} base={base.calibration} tuned={tuned.calibration} />
      {tuned.thresholds && tuned.thresholds.length > 0 && (
        <Thresholds goal={goal} base={base.thresholds ?? []} tuned={tuned.thresholds} />
      )}
    </div>
  );
}

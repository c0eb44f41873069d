import { directionOf } from '../evaluation/direction';
import type { EvaluationReading, RunReadings, StepReading } from '../evaluation/readings';
import { findTrouble, type Trouble } from '../evaluation/trouble';
import type { RunEvent } from './events';

/** What must be known of a run to judge its readings. */
export interface TroubleOptions extends Pick<RunReadings, 'guessing' | 'warmupSteps'> {
  /** The metric that the run is judged by; '' for none. */
  readonly metric: string;
}

/** A run is looked at anew when it has this share of steps more, or at each evaluation. */
const MORE_STEPS = 0.05;

/**
 * Passes on the events of a run, and says in between when what ails it begins, becomes another or
 * ends.
 */
export async function* tellTroubles(
  events: AsyncIterable<RunEvent>,
  { metric, ...known }: TroubleOptions,
): AsyncGenerator<RunEvent> {
  const steps: StepReading[] = [];
  const evaluations: EvaluationReading[] = [];
  const direction = directionOf(metric);
  let lookAt = 1;
  let told: Trouble['code'] | null = null;
  for await (const event of events) {
    yield event;
    const { runId, step, time } = event;
    if (event.type === 'step') steps.push({ step, loss: event.loss });
    else if (event.type === 'evaluation' && event.split === 'validation') {
      const value = event.metrics[metric];
      evaluations.push({ step, loss: event.loss, metric: isNumber(value) ? value : null });
    } else continue;
    if (event.type === 'step' && steps.length < lookAt) continue;
    lookAt = Math.ceil(steps.length * (1 + MORE_STEPS));
    const trouble = findTrouble({ ...known, direction, steps, evaluations });
    if (trouble?.code === told || (!trouble && !told)) continue;
    told = trouble?.code ?? null;
    yield { type: 'trouble', runId, step, time, trouble };
  }
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

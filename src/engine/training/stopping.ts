import { directionOf } from '../evaluation/direction';
import { observe, STOPPING_START, type StoppingState } from '../evaluation/earlyStopping';
import type { TrainingSettings } from '../job';
import type { EvaluationEvent } from './events';

/** What a run has learned of its own course; JSON, to stand in a checkpoint. */
export interface Course {
  readonly stopping: StoppingState;
  /** Of the best weights; null before the first evaluation. */
  readonly best: EvaluationEvent | null;
}

export const COURSE_START: Course = { stopping: STOPPING_START, best: null };

/** Keeps the best weights of a run beside those that go on learning. */
export interface BestWeights {
  keep(): Promise<void>;
  /** Puts them in place of the current ones. */
  restore(): void;
}

/** What follows from an evaluation: the course after it, and whether to end the run. */
export async function follow(
  course: Course,
  event: EvaluationEvent,
  settings: TrainingSettings,
  best: BestWeights,
): Promise<{ readonly course: Course; readonly stop: boolean }> {
  const { patience, stopMetric, minimumChange } = settings;
  if (patience === null) return { course, stop: false };
  const value = stopMetric === '' ? event.loss : event.metrics[stopMetric];
  const rule = { direction: directionOf(stopMetric || 'loss'), patience, minimumChange };
  const known = typeof value === 'number' ? value : null;
  const { state, isBest, shouldStop } = observe(rule, course.stopping, event.step, known);
  if (isBest) await best.keep();
  return {
    course: { stopping: state, best: isBest ? event : course.best },
    stop: shouldStop,
  };
}

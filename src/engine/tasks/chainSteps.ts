import type { Scheme } from '../tags/tags';
import { forbiddenSteps } from './chain';

/** A step is `allowed` to a path, whatever it scores. */
interface Step {
  readonly score: number;
  readonly allowed: boolean;
}

/** What a chain has learned of steps between tags. */
export interface ChainSteps {
  /** Tags in the order of rows and columns: all, or those whose steps weigh most. */
  readonly tags: readonly string[];
  /** How many tags there are. */
  readonly count: number;
  /** Of beginning with each tag. */
  readonly start: readonly Step[];
  /** [from][to] */
  readonly between: readonly (readonly Step[])[];
  /** Of ending with each tag. */
  readonly end: readonly Step[];
}

/** More tags than a person can look at at once are told by their strongest steps. */
const SHOWN_TAGS = 40;

/** Reads a chain's scores; `scheme`: its rules keep paths from some steps. */
export async function chainSteps(
  labels: readonly string[],
  scheme: Scheme | null,
  read: (name: string) => Promise<Float32Array>,
): Promise<ChainSteps> {
  const [start, end, between] = await Promise.all(
    ['start_transitions', 'end_transitions', 'transitions'].map((name) => read(`crf.${name}`)),
  );
  const rules = scheme ? forbiddenSteps(labels, scheme) : null;
  type Scores = ArrayLike<number> | undefined;
  const step = (scores: Scores, forbidden: Scores, at: number): Step => ({
    score: scores?.[at] ?? 0,
    allowed: (forbidden?.[at] ?? 0) === 0,
  });
  const kept = strongest(labels.length, between ?? new Float32Array(0));
  return {
    tags: kept.map((tag) => labels[tag] ?? ''),
    count: labels.length,
    start: kept.map((tag) => step(start, rules?.forbiddenStart, tag)),
    between: kept.map((from) =>
      kept.map((to) => step(between, rules?.forbidden, from * labels.length + to)),
    ),
    end: kept.map((tag) => step(end, rules?.forbiddenEnd, tag)),
  };
}

/** The tags whose steps weigh most together, at most {@link SHOWN_TAGS}, in their order. */
function strongest(count: number, between: Float32Array): number[] {
  const all = Array.from({ length: count }, (_, tag) => tag);
  if (count <= SHOWN_TAGS) return all;
  const weights = new Float64Array(count);
  between.forEach((score, i) => {
    for (const tag of [Math.floor(i / count), i % count])
      weights[tag] = (weights[tag] ?? 0) + Math.abs(score);
  });
  const first = all.sort((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0)).slice(0, SHOWN_TAGS);
  return first.sort((a, b) => a - b);
}

import { input } from '../graph/leaves';
import type { Value } from '../graph/node';
import type { Net } from '../nn/net';
import type { ParameterSpec } from '../nn/parameters';
import { add } from '../ops/add';
import { type ChainScores, crf, crfDecode } from '../ops/crf';
import { mayFollow, OUTSIDE, parseTag, type Scheme } from '../tags/tags';

/** The file that holds a chain's tensors beside an adapter: PEFT's classes know no chain. */
const CHAIN_FILE = 'crf.safetensors';
/** What a step that is not allowed scores, in decoding alone (AllenNLP's convention). */
const FORBIDDEN = -1e4;

/**
 * Parameters of a chain of this many tags, as pytorch-crf names and draws them; their rate is so many
 * times the head's.
 */
export function chainParameters(tags: number, rateScale: number): ParameterSpec[] {
  const own = {
    init: { kind: 'uniform', bound: 0.1 },
    part: 'head',
    layer: null,
    role: 'head',
    optional: true,
    rateScale,
    beside: CHAIN_FILE,
  } as const;
  return [
    { name: 'crf.start_transitions', shape: [tags], ...own },
    { name: 'crf.end_transitions', shape: [tags], ...own },
    { name: 'crf.transitions', shape: [tags, tags], ...own },
  ];
}

/** Loss and best path of a chain over emissions [N, C]; `constrained`: steps may be forbidden. */
export function chain(net: Net, emissions: Value, tags: number, constrained: boolean) {
  const scores: ChainScores = {
    transitions: net.parameter('crf.transitions'),
    start: net.parameter('crf.start_transitions'),
    end: net.parameter('crf.end_transitions'),
  };
  const labels = input('labels', ['N'], 'i32');
  const { spans } = net.batch;
  const allowed = constrained
    ? {
        ...scores,
        transitions: add(scores.transitions, input('forbidden', [tags, tags], 'f32')),
        start: add(scores.start, input('forbiddenStart', [tags], 'f32')),
        end: add(scores.end, input('forbiddenEnd', [tags], 'f32')),
      }
    : scores;
  return {
    loss: crf(emissions, labels, scores, spans, input('divisor', [1], 'f32')),
    path: crfDecode(emissions, labels, allowed, spans),
  };
}

/** What {@link chain} adds to steps from tag to tag, and to beginning and ending with one, by a scheme's rules. */
export function forbiddenSteps(
  labels: readonly string[],
  scheme: Scheme,
): Readonly<Record<'forbidden' | 'forbiddenStart' | 'forbiddenEnd', Float32Array>> {
  const tags = labels.map(parseTag);
  const score = (allowed: boolean): number => (allowed ? 0 : FORBIDDEN);
  return {
    forbidden: Float32Array.from(
      tags.flatMap((before) => tags.map((after) => score(mayFollow(scheme, before, after)))),
    ),
    forbiddenStart: Float32Array.from(tags, (tag) => score(mayFollow(scheme, OUTSIDE, tag))),
    forbiddenEnd: Float32Array.from(tags, (tag) => score(mayFollow(scheme, tag, OUTSIDE))),
  };
}

import type { ConfigOf, Field } from '../core/fields';
import { argmaxRows } from '../evaluation/classification';
import { meanCrossEntropy, softmax } from '../evaluation/probabilities';
import { definedScores } from '../evaluation/score';
import { spanScores, spanStatistic } from '../evaluation/spans';
import { input } from '../graph/leaves';
import { crossEntropy } from '../ops/crossEntropy';
import { LABELS_FIELD, sequenceHead } from './sequenceHead';
import { type Answered, defineTask } from './task';
import { countTargets, packTargets, sentencesOf } from './tokenTargets';

const FIELDS = [LABELS_FIELD] as const satisfies readonly Field[];

type TokenConfig = ConfigOf<typeof FIELDS>;

/** Index of the tag that each word is given. */
function tagsOf({ logits, path }: Answered, { labels }: TokenConfig): Int32Array {
  return path ?? argmaxRows(logits, labels.length);
}

/**
 * A tag for each word: hidden state of its first token → dropout → `classifier` → cross-entropy, as
 * transformers' …ForTokenClassification where other tokens have the label −100.
 */
export const tokenClassification = defineTask<TokenConfig>({
  id: 'token-classification',
  label: 'Mark words',
  summary: 'A tag for each word: names, places, parts of speech',
  goal: 'tags',
  fields: FIELDS,
  peftTaskType: 'TOKEN_CLS',
  problemType: null,
  perToken: true,
  settle: (config, { names }) => ({ ...config, labels: names }),
  head: (shape, { labels }) => sequenceHead(shape, labels.length),
  build(net, model) {
    const hidden = net.dropout(model.forward(net), model.shape.headDropout);
    const logits = net.linear('classifier', hidden);
    const loss = crossEntropy(logits, input('labels', ['N'], 'i32'), input('divisor', [1], 'f32'));
    return { logits, loss };
  },
  targets: (examples, _, virtual) => ({ labels: packTargets(examples, virtual) }),
  weight: countTargets,
  decode(answered, config) {
    const { labels } = config;
    const chances = softmax(answered.logits, labels.length);
    const chosen = tagsOf(answered, config);
    let at = 0;
    return sentencesOf(chosen, answered, labels).map((tags) => {
      const scores = tags.map(() => {
        const chance = chances[at * labels.length + (chosen[at] ?? 0)] ?? 0;
        at += 1;
        return chance;
      });
      return { said: tags.join(' '), scores, sure: Math.min(1, ...scores), tags };
    });
  },
  headline: ['f1', 'precision', 'recall', 'f1_macro', 'accuracy'],
  metrics(answered, config) {
    const truth = sentencesOf(answered.targets, answered, config.labels);
    const said = sentencesOf(tagsOf(answered, config), answered, config.labels);
    const { scores, perType } = spanScores(truth, said);
    return { ...definedScores(scores), per_type: perType };
  },
  statistic: (answered, config) =>
    spanStatistic(
      sentencesOf(answered.targets, answered, config.labels),
      sentencesOf(tagsOf(answered, config), answered, config.labels),
    ),
  report: () => ({}),
  meanLoss: ({ logits, targets }, { labels }) => meanCrossEntropy(logits, targets, labels.length),
  guessingLoss: ({ labels }) => Math.log(labels.length),
  compare(target, { said, tags = [] }, { labels }) {
    const truth = Array.from(target, (tag) => labels[tag] ?? '');
    const wrong = truth.filter((tag, i) => tag !== tags[i]).length;
    return { label: truth.join(' '), predicted: said, probability: null, off: wrong };
  },
});

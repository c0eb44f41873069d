import { EngineError } from '../core/errors';
import type { ConfigOf, Field } from '../core/fields';
import { argmaxRows } from '../evaluation/classification';
import {
  guessingCrossEntropy,
  type LossBalance,
  meanCrossEntropy,
  softmax,
} from '../evaluation/probabilities';
import { metricsOf } from '../evaluation/score';
import { spanScores, spanStatistic } from '../evaluation/spans';
import { input } from '../graph/leaves';
import { crossEntropy } from '../ops/crossEntropy';
import { entitiesOf } from '../tags/entities';
import type { Scheme } from '../tags/tags';
import { chain, chainParameters, forbiddenSteps } from './chain';
import { chainSteps } from './chainSteps';
import {
  balancedClassWeights,
  CLASS_WEIGHT_FIELDS,
  SMOOTHING_FIELD,
  settleWeights,
  sumOfWeights,
  weightInputs,
  weightsLeaf,
} from './lossWeights';
import { LABELS_FIELD, sequenceHead } from './sequenceHead';
import { type Answered, defineTask, type Found } from './task';
import { allTokens, type LearnedTokens, packTargets, sentencesOf } from './tokenTargets';

/** A chain has a loss of its own. */
const EACH_WORD = { when: { key: 'head', is: ['softmax'] } } as const;
const [CLASS_WEIGHTS, OWN_WEIGHTS] = CLASS_WEIGHT_FIELDS;

const FIELDS = [
  {
    key: 'head',
    label: 'Head',
    kind: 'choice',
    default: 'softmax',
    options: [
      { value: 'softmax', label: 'each word by itself', help: 'As transformers does.' },
      {
        value: 'crf',
        label: 'the sentence as a chain',
        help: 'A CRF: learns which tag follows which.',
      },
    ],
    help: 'A chain (CRF) weighs whole sentences; it helps where entities have several words.',
  },
  {
    key: 'constrained',
    label: 'Allowed steps only',
    kind: 'boolean',
    default: true,
    help: 'The best path keeps to the rules of the tags’ scheme: no I- without what it continues.',
    when: { key: 'head', is: ['crf'] },
    advanced: true,
  },
  {
    key: 'chainRate',
    label: 'Rate of the chain',
    kind: 'number',
    default: 10,
    min: 0.1,
    max: 1000,
    unit: '× the head’s',
    help: 'How much faster than the head the chain’s scores move, as they begin near nothing.',
    when: { key: 'head', is: ['crf'] },
    advanced: true,
  },
  {
    key: 'labelAll',
    label: 'All tokens of a word learn',
    kind: 'boolean',
    default: false,
    // Shown beside a chain, too, which refuses it: a setting that is hidden cannot be taken back.
    help: 'Otherwise its first token alone does, as it must in a chain. Words are scored by their first token either way.',
    advanced: true,
  },
  {
    key: 'scheme',
    label: 'Tag scheme',
    kind: 'choice',
    default: 'auto',
    options: [
      { value: 'auto', label: 'as in the file' },
      { value: 'IOB2', label: 'IOB2', help: 'B- begins every entity, I- goes on.' },
      { value: 'IOB1', label: 'IOB1', help: 'B- only where two of a type touch.' },
      { value: 'BIOES', label: 'BIOES', help: 'E- ends an entity, S- is one of a single word.' },
      { value: 'BILOU', label: 'BILOU', help: 'BIOES with L- for E- and U- for S-.' },
      { value: 'none', label: 'none', help: 'Tags without prefixes, such as parts of speech.' },
    ],
    help: 'How tags mark where an entity begins and ends. Tags of another scheme are rewritten, those of validation and test files, too.',
    advanced: true,
  },
  {
    key: 'offsets',
    label: 'Places are counted in',
    kind: 'choice',
    default: 'auto',
    options: [
      { value: 'auto', label: 'as the spans say' },
      { value: 'code-points', label: 'characters', help: 'Code points: doccano, spaCy, Python.' },
      { value: 'utf-16', label: 'UTF-16 units', help: 'JavaScript, Java, C#.' },
    ],
    help: 'Where a file marks spans of text: how their places are counted. It matters where there are emoji.',
    advanced: true,
  },
  { ...CLASS_WEIGHTS, ...EACH_WORD },
  OWN_WEIGHTS,
  { ...SMOOTHING_FIELD, ...EACH_WORD },
  LABELS_FIELD,
] as const satisfies readonly Field[];

type TokenConfig = ConfigOf<typeof FIELDS>;

/** Index of the tag that each word is given. */
function tagsOf({ logits, path }: Answered, { labels }: TokenConfig): Int32Array {
  return path ?? argmaxRows(logits, labels.length);
}

/** Which tokens of a word learn its tag. */
function learned({ labelAll, labels }: TokenConfig): LearnedTokens {
  return labelAll ? allTokens(labels) : { later: null };
}

/** A chain's path is one of words: steps within a word are none of its scheme's. */
function refuseAllInChain({ head, labelAll }: TokenConfig): void {
  if (head !== 'crf' || !labelAll) return;
  throw new EngineError(
    'task/label-all-chain',
    'the job wants all tokens of a word to learn (task.labelAll) and a chain (task.head crf), whose steps lead from word to word',
    { head, labelAll },
    'Choose one: let the first tokens learn, or each word by itself.',
  );
}

/** Whether paths keep to the rules of a scheme. */
function isConstrained({ constrained, scheme }: TokenConfig): boolean {
  return constrained && scheme !== 'none' && scheme !== 'auto';
}

/** The weighting of a head that judges word by word, by the training rows; a chain has none. */
function settleBalance(
  { head, classWeights, weights, labelSmoothing }: TokenConfig,
  found: Found,
): Pick<TokenConfig, 'classWeights' | 'weights' | 'labelSmoothing'> {
  if (head === 'crf') return { classWeights: 'none', weights: [], labelSmoothing: 0 };
  const settled = settleWeights(classWeights, weights, found, balancedClassWeights);
  return { classWeights, weights: settled, labelSmoothing };
}

function balanceIn({ weights, labelSmoothing }: TokenConfig): LossBalance {
  return { weights, smoothing: labelSmoothing, gamma: 0 };
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
  batchSize: 8,
  peftTaskType: 'TOKEN_CLS',
  problemType: null,
  perToken: true,
  settle(config, found) {
    refuseAllInChain(config);
    const balance = settleBalance(config, found);
    return { ...config, ...found.settled, ...balance, labels: found.names };
  },
  head: (shape, { labels, head, chainRate }) => [
    ...sequenceHead(shape, labels.length),
    ...(head === 'crf' ? chainParameters(labels.length, chainRate) : []),
  ],
  build(net, model, config) {
    const hidden = net.dropout(model.forward(net), model.shape.headDropout);
    const logits = net.linear('classifier', hidden);
    const { length } = config.labels;
    if (config.head === 'crf')
      return { logits, ...chain(net, logits, length, isConstrained(config)) };
    const labels = input('labels', ['N'], 'i32');
    const loss = crossEntropy(logits, labels, input('divisor', [1], 'f32'), {
      ...balanceIn(config),
      weights: weightsLeaf(config.weights),
    });
    return { logits, loss };
  },
  targets(examples, config, virtual) {
    const labels = packTargets(examples, virtual, learned(config));
    const constrained = config.head === 'crf' && isConstrained(config);
    return constrained
      ? { labels, ...forbiddenSteps(config.labels, config.scheme as Scheme) }
      : { labels, ...weightInputs(config.weights) };
  },
  unread: ({ labels }) => labels.indexOf('O'),
  weight: (examples, config) =>
    sumOfWeights([packTargets(examples, 0, learned(config))], config.weights),
  decode(answered, config) {
    const { labels } = config;
    const chances = softmax(answered.logits, labels.length);
    const chosen = tagsOf(answered, config);
    let at = 0;
    return sentencesOf(chosen, answered, labels).map((tags) => {
      const scores = tags.map(() => {
        const tag = chosen[at] ?? -1;
        const chance = tag < 0 ? 0 : (chances[at * labels.length + tag] ?? 0);
        at += 1;
        return chance;
      });
      return { said: tags.join(' '), scores, sure: Math.min(1, ...scores), tags };
    });
  },
  headline: ['f1', 'precision', 'recall', 'f1_macro', 'accuracy'],
  details: {
    averages: [
      'precision_macro',
      'recall_macro',
      'precision_weighted',
      'recall_weighted',
      'f1_weighted',
    ],
  },
  metrics(answered, config) {
    const truth = sentencesOf(answered.targets, answered, config.labels);
    const said = sentencesOf(tagsOf(answered, config), answered, config.labels);
    const { scores, perType } = spanScores(truth, said);
    return { ...metricsOf(scores), per_type: perType };
  },
  statistic: (answered, config) =>
    spanStatistic(
      sentencesOf(answered.targets, answered, config.labels),
      sentencesOf(tagsOf(answered, config), answered, config.labels),
    ),
  report: () => ({}),
  async steps(config, read) {
    if (config.head !== 'crf') return null;
    const scheme = isConstrained(config) ? (config.scheme as Scheme) : null;
    return chainSteps(config.labels, scheme, read);
  },
  meanLoss: ({ logits, targets, lossSum }, config) =>
    lossSum === null
      ? meanCrossEntropy(logits, targets, config.labels.length, balanceIn(config))
      : lossSum / Math.max(1, targets.length),
  guessingLoss: (config) => guessingCrossEntropy(config.labels.length, balanceIn(config)),
  compare(target, { said, tags = [] }, { labels }) {
    const truth = Array.from(target, (tag) => labels[tag] ?? '');
    const wrong = truth.filter((tag, i) => tag !== tags[i]).length;
    const both = { truth, said: tags };
    return { label: truth.join(' '), predicted: said, probability: null, off: wrong, tags: both };
  },
  answers: {
    written: 'list',
    truth: (target, { labels }) => Array.from(target, (tag) => labels[tag] ?? ''),
    said: ({ tags = [] }) => tags,
    topics: (tags) => [...new Set(entitiesOf(tags).map(({ type }) => type))],
  },
});

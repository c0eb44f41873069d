import { EngineError } from '../core/errors';
import type { ConfigOf, Field } from '../core/fields';
import { IGNORED } from '../core/target';
import { KEPT_TOKENS, KEPT_WIDTH, likeliest } from '../evaluation/likeliest';
import { metricsOf } from '../evaluation/score';
import { type AskedTokens, tokenScores, tokenStatistic } from '../evaluation/tokenScores';
import { input } from '../graph/leaves';
import type { ModelShape } from '../models/model';
import { crossEntropy } from '../ops/crossEntropy';
import { gather } from '../ops/gather';
import { sumOfWeights } from './lossWeights';
import { hideTokens } from './masking';
import { type Answered, defineTask, type Example, type Task, type Vocabulary } from './task';
import { packTargets } from './tokenTargets';

const FIELDS = [
  {
    key: 'hidden',
    label: 'Hidden words',
    kind: 'number',
    default: 0.15,
    min: 0.01,
    max: 0.5,
    step: 0.05,
    help: 'Share of the words that are hidden, others in every epoch; validation hides the same ones.',
  },
  {
    key: 'wholeWords',
    label: 'Whole words',
    kind: 'boolean',
    default: false,
    help: 'Hides all tokens of a word together, so that no part of it gives the rest away.',
  },
] as const satisfies readonly Field[];

type MaskedConfig = ConfigOf<typeof FIELDS>;

/** Of what is asked for, the likeliest tokens with their probabilities. */
interface Fill {
  readonly id: number;
  readonly probability: number;
}

/**
 * Which word is hidden: hidden states of the hidden tokens alone [M, D] → the family's head for words →
 * cross-entropy over the vocabulary, as transformers' …ForMaskedLM where other tokens have the label
 * −100. Continues what the model was pre-trained on.
 */
export const maskedLm = defineTask<MaskedConfig>({
  ...taskOf(null),
  knowing(vocabulary) {
    if (vocabulary.mask < 0) throw noMask();
    return defineTask<MaskedConfig>(taskOf(vocabulary));
  },
});

function taskOf(vocabulary: Vocabulary | null): Task<MaskedConfig> {
  const wordOf = (id: number): string => vocabulary?.token(id) ?? String(id);
  return {
    id: 'masked-lm',
    label: 'Fill in words',
    summary: 'Learns the language of your texts: no labels needed',
    goal: 'text',
    fields: FIELDS,
    batchSize: 8,
    peftTaskType: null,
    problemType: null,
    headModules: ['cls'],
    perToken: true,
    settle: (config) => config,
    head: (shape) => wordHead(shape),
    build(net, model) {
      const hidden = gather(input('masked', ['M'], 'i32'), model.forward(net));
      const logits = model.sayWords(net, hidden);
      const labels = input('labels', ['M'], 'i32');
      return { logits, loss: crossEntropy(logits, labels, input('divisor', [1], 'f32')) };
    },
    targets(examples, _config, virtual) {
      const all = packTargets(examples, virtual);
      const masked = Int32Array.from(all.keys()).filter((place) => all[place] !== IGNORED);
      return { masked, labels: masked.map((place) => all[place] as number) };
    },
    weight: (examples) =>
      sumOfWeights(
        examples.map(({ target }) => target),
        [],
      ),
    masks: {
      share: ({ hidden }) => hidden,
      hide: (example, { hidden, wholeWords }, random) =>
        vocabulary
          ? {
              ...example,
              ...hideTokens(example.ids, { share: hidden, wholeWords }, vocabulary, random),
            }
          : example,
      ask: (example) => ({ ...example, target: askedIn(example, vocabulary?.mask ?? -1) }),
      shown: (example) => (vocabulary ? shownText(example, vocabulary) : ''),
      keep: likeliest,
    },
    decode: (answered) => decode(answered, wordOf),
    details: {},
    headline: ['perplexity', 'accuracy', 'accuracy_top5'],
    metrics: (answered) => metricsOf(tokenScores(askedTokens(answered))),
    statistic: (answered) => tokenStatistic(askedTokens(answered)),
    report: () => ({}),
    meanLoss: ({ logits }) => {
      const losses = everyNth(logits, 0);
      return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
    },
    guessingLoss: () => Math.log(vocabulary?.size ?? 1),
    answers: {
      written: 'list',
      truth: (target) => Array.from(target, wordOf),
      said: ({ fills = [] }) => fills.map(([best]) => best?.word ?? ''),
      // Nearly every row has words of its own.
      topics: () => [],
    },
    compare(target, { said, scores }) {
      const truth = Array.from(target, wordOf).join(', ');
      const logs = scores.map((score) => Math.log(Math.max(score, Number.MIN_VALUE)));
      const chance = Math.exp(logs.reduce((sum, log) => sum + log, 0) / Math.max(1, logs.length));
      return {
        label: truth,
        predicted: said,
        probability: chance,
        off: said === truth ? 0 : 1 - chance,
      };
    },
  };
}

/** Parameters of the head; refused where the family has none that shares its word vectors. */
function wordHead({ wordHead: head }: ModelShape): ModelShape['wordHead'] {
  if (head.length > 0) return head;
  throw new EngineError(
    'task/no-word-head',
    'this model has no head for words that shares its word vectors (config.json: tie_word_embeddings)',
    {},
    'Choose a model whose config.json does not set tie_word_embeddings to false.',
  );
}

function noMask(): EngineError {
  return new EngineError(
    'task/no-mask-token',
    'the model’s tokenizer has no mask token, so no word can be hidden',
    {},
    'Choose a model that was pre-trained with one, such as BERT; tokenizer_config.json names it as mask_token.',
  );
}

/** What is asked of a text that a person writes: the places where the mask stands; 0 is no answer. */
function askedIn({ ids }: Example, mask: number): Int32Array {
  return ids.map((id) => (id === mask ? 0 : IGNORED));
}

function shownText({ ids, target }: Example, vocabulary: Vocabulary): string {
  const asked = ids.map((id, i) => (target[i] === IGNORED ? id : vocabulary.mask));
  return vocabulary.text(asked.filter((id) => id === vocabulary.mask || !vocabulary.isSpecial(id)));
}

function everyNth(kept: Float32Array, first: number): Float32Array {
  const places = kept.length / KEPT_WIDTH;
  return Float32Array.from({ length: places }, (_, i) => kept[i * KEPT_WIDTH + first] as number);
}

function askedTokens({ logits, targets, lengths }: Answered): AskedTokens {
  const ranks = Array.from(targets, (truth, place) =>
    fillsAt(logits, place).findIndex(({ id }) => id === truth),
  );
  const [losses, said] = [everyNth(logits, 0), everyNth(logits, 1)];
  return { losses, said, truths: targets, ranks, lengths };
}

/** The likeliest tokens of a place, as {@link likeliest} keeps them. */
function fillsAt(kept: Float32Array, place: number): Fill[] {
  const start = place * KEPT_WIDTH + 1;
  return Array.from({ length: KEPT_TOKENS }, (_, rank) => ({
    id: kept[start + 2 * rank] as number,
    probability: kept[start + 2 * rank + 1] as number,
  })).filter(({ probability }) => probability > 0);
}

function decode({ logits, lengths }: Answered, wordOf: (id: number) => string) {
  let at = 0;
  return Array.from(lengths, (length) => {
    const places = Array.from({ length }, () => at++);
    const fills = places.map((place) =>
      fillsAt(logits, place).map(({ id, probability }) => ({ word: wordOf(id), probability })),
    );
    return {
      said: fills.map(([best]) => best?.word ?? '').join(', '),
      scores: places.map((place) => Math.exp(-(logits[place * KEPT_WIDTH] as number))),
      sure: Math.min(1, ...fills.map(([best]) => best?.probability ?? 0)),
      fills,
    };
  });
}

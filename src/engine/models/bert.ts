import type { Value } from '../graph/node';
import type { Net } from '../nn/net';
import type { Branch, Initializer, LinearRole, ParameterSpec, Site } from '../nn/parameters';
import { activation } from '../ops/activation';
import { add } from '../ops/add';
import { addBias } from '../ops/addBias';
import { gather } from '../ops/gather';
import { matmul } from '../ops/matmul';
import { ConfigReader } from './configReader';
import { type ConfigJson, defineFamily } from './model';

/**
 * BERT: post-norm encoder with learned positions and token types.
 * Devlin et al. 2019, https://arxiv.org/abs/1810.04805; names and rules as transformers'
 * modeling_bert.py (peft-spec §1.2).
 */

interface BertConfig {
  readonly vocabularySize: number;
  readonly hiddenSize: number;
  readonly layers: number;
  readonly heads: number;
  readonly intermediateSize: number;
  readonly activation: string;
  readonly hiddenDropout: number;
  readonly attentionDropout: number;
  readonly headDropout: number;
  readonly maxPositions: number;
  readonly tokenTypes: number;
  readonly epsilon: number;
  readonly initializerRange: number;
  /** Whether the head for words has no word vectors of its own. */
  readonly tied: boolean;
}

/** Each layer is described before a weight is looked at: a wrong number must not fill the memory. */
const MOST_LAYERS = 1000;

function readConfig(config: ConfigJson): BertConfig {
  const reader = new ConfigReader(config);
  reader.refuseUnless('position_embedding_type', ['absolute']);
  reader.refuseUnless('is_decoder', [false]);
  reader.refuseUnless('add_cross_attention', [false]);
  const hiddenDropout = reader.rate('hidden_dropout_prob', 0.1);
  const parsed: BertConfig = {
    vocabularySize: reader.size('vocab_size'),
    hiddenSize: reader.size('hidden_size'),
    layers: reader.size('num_hidden_layers', undefined, MOST_LAYERS),
    heads: reader.size('num_attention_heads'),
    intermediateSize: reader.size('intermediate_size'),
    activation: reader.activation('hidden_act', 'gelu'),
    hiddenDropout,
    attentionDropout: reader.rate('attention_probs_dropout_prob', 0.1),
    headDropout: reader.rate('classifier_dropout', hiddenDropout),
    maxPositions: reader.size('max_position_embeddings', 512),
    tokenTypes: reader.size('type_vocab_size', 2),
    epsilon: reader.number('layer_norm_eps', 1e-12),
    initializerRange: reader.number('initializer_range', 0.02),
    tied: config.tie_word_embeddings !== false,
  };
  const { hiddenSize, heads } = parsed;
  reader.require(
    hiddenSize % heads === 0,
    `hidden_size ${hiddenSize} is not a multiple of num_attention_heads ${heads}`,
  );
  reader.finish();
  return parsed;
}

function layerPath(layer: number): string {
  return `bert.encoder.layer.${layer}`;
}

function layerBranches({ hiddenSize: size }: BertConfig, layer: number): Branch[] {
  const path = layerPath(layer);
  return [
    { name: `${path}.attention.output`, kind: 'attention', layer, size },
    { name: `${path}.output`, kind: 'mlp', layer, size },
  ];
}

/** The linear layers of one encoder layer: module path below `encoder.layer.{i}`, role, sizes. */
function layerSites(config: BertConfig, layer: number): Site[] {
  const { hiddenSize: d, intermediateSize: f } = config;
  const site = (path: string, role: LinearRole, inputSize: number, outputSize: number): Site => ({
    name: `${layerPath(layer)}.${path}`,
    role,
    layer,
    inputSize,
    outputSize,
  });
  return [
    site('attention.self.query', 'query', d, d),
    site('attention.self.key', 'key', d, d),
    site('attention.self.value', 'value', d, d),
    site('attention.output.dense', 'output', d, d),
    site('intermediate.dense', 'up', d, f),
    site('output.dense', 'down', f, d),
  ];
}

function poolerSite({ hiddenSize }: BertConfig): Site {
  return {
    name: 'bert.pooler.dense',
    role: 'pooler',
    layer: null,
    inputSize: hiddenSize,
    outputSize: hiddenSize,
  };
}

function parameters(config: BertConfig): ParameterSpec[] {
  const { hiddenSize: d, initializerRange } = config;
  const normal: Initializer = { kind: 'normal', std: initializerRange };
  const table = (name: string, rows: number): ParameterSpec => ({
    name: `bert.embeddings.${name}.weight`,
    shape: [rows, d],
    init: normal,
    part: 'embeddings',
    layer: null,
    role: '',
    optional: false,
  });
  const linear = ({ name, role, layer, inputSize, outputSize }: Site): ParameterSpec[] => {
    const place = {
      part: layer === null ? 'pooler' : 'layer',
      layer,
      role,
      optional: layer === null,
    } as const;
    return [
      { name: `${name}.weight`, shape: [outputSize, inputSize], init: normal, ...place },
      { name: `${name}.bias`, shape: [outputSize], init: { kind: 'zeros' }, ...place },
    ];
  };
  const norm = (name: string, layer: number | null): ParameterSpec[] => {
    const place = {
      part: layer === null ? 'embeddings' : 'layer',
      layer,
      role: 'norm',
      optional: false,
    } as const;
    return [
      { name: `bert.${name}.weight`, shape: [d], init: { kind: 'ones' }, ...place },
      { name: `bert.${name}.bias`, shape: [d], init: { kind: 'zeros' }, ...place },
    ];
  };
  return [
    table('word_embeddings', config.vocabularySize),
    table('position_embeddings', config.maxPositions),
    table('token_type_embeddings', config.tokenTypes),
    ...norm('embeddings.LayerNorm', null),
    ...Array.from({ length: config.layers }, (_, layer) => [
      ...layerSites(config, layer).flatMap(linear),
      ...norm(`encoder.layer.${layer}.attention.output.LayerNorm`, layer),
      ...norm(`encoder.layer.${layer}.output.LayerNorm`, layer),
    ]).flat(),
    ...linear(poolerSite(config)),
  ];
}

const WORD_EMBEDDINGS = 'bert.embeddings.word_embeddings.weight';
const WORD_HEAD = 'cls.predictions';

/** What BertForMaskedLM has besides the word vectors: a transform, and a bias for each word. */
function wordHead({ hiddenSize: d, vocabularySize, initializerRange, tied }: BertConfig) {
  const spec = (name: string, shape: number[], init: Initializer): ParameterSpec => ({
    name: `${WORD_HEAD}.${name}`,
    shape,
    init,
    part: 'head',
    layer: null,
    role: 'head',
    optional: true,
  });
  const specs = [
    spec('transform.dense.weight', [d, d], { kind: 'normal', std: initializerRange }),
    spec('transform.dense.bias', [d], { kind: 'zeros' }),
    spec('transform.LayerNorm.weight', [d], { kind: 'ones' }),
    spec('transform.LayerNorm.bias', [d], { kind: 'zeros' }),
    spec('bias', [vocabularySize], { kind: 'zeros' }),
  ];
  return tied ? specs : [];
}

/** BertLMPredictionHead: dense, activation, LN, then the word vectors: hidden [R, D] → [R, V]. */
function sayWords(net: Net, config: BertConfig, hidden: Value): Value {
  const transform = `${WORD_HEAD}.transform`;
  const dense = activation(net.linear(`${transform}.dense`, hidden), config.activation);
  const x = net.layerNorm(`${transform}.LayerNorm`, dense, config.epsilon);
  const product = matmul(x, net.parameter(WORD_EMBEDDINGS), { transposeB: true });
  return addBias(product, net.parameter(`${WORD_HEAD}.bias`));
}

/** LN(word + position + type), then dropout → [N, D]. */
function embed(net: Net, config: BertConfig): Value {
  const { positions, types } = net.batch;
  const words = net.words('bert.embeddings.word_embeddings');
  const places = net.embedding('bert.embeddings.position_embeddings', positions);
  const kinds = net.embedding('bert.embeddings.token_type_embeddings', types);
  const sum = add(add(words, kinds), places);
  return net.dropout(
    net.layerNorm('bert.embeddings.LayerNorm', sum, config.epsilon),
    config.hiddenDropout,
  );
}

/** Self-attention and its output projection, before the residual: x [N, D] → [N, D]. */
function selfAttention(net: Net, config: BertConfig, layer: number, x: Value): Value {
  const path = `${layerPath(layer)}.attention`;
  const { heads, hiddenSize } = config;
  const q = net.linear(`${path}.self.query`, x);
  const k = net.linear(`${path}.self.key`, x);
  const v = net.linear(`${path}.self.value`, x);
  const shape = {
    heads,
    kvHeads: heads,
    headDim: hiddenSize / heads,
    causal: false,
    dropout: config.attentionDropout,
  };
  return net.linear(`${path}.output.dense`, net.attention(layer, q, k, v, shape));
}

/** One encoder layer: x [N, D] → [N, D]. */
function encoderLayer(net: Net, config: BertConfig, layer: number, x: Value): Value {
  const path = layerPath(layer);
  const { hiddenDropout } = config;
  const join = (branch: string, h: Value, input: Value): Value =>
    net.residual(branch, net.dropout(h, hiddenDropout), input, (sum) =>
      net.layerNorm(`${branch}.LayerNorm`, sum, config.epsilon),
    );
  const a = join(`${path}.attention.output`, selfAttention(net, config, layer, x), x);
  const up = activation(net.linear(`${path}.intermediate.dense`, a), config.activation);
  return join(`${path}.output`, net.linear(`${path}.output.dense`, up), a);
}

/** Old names (gamma, beta), missing prefixes and buffers of published checkpoints. */
function nameInEngine(nameInFile: string): string | null {
  const name = nameInFile
    .replace(/LayerNorm\.gamma$/, 'LayerNorm.weight')
    .replace(/LayerNorm\.beta$/, 'LayerNorm.bias');
  // The decoder is the word vectors again, and its bias that of the head.
  if (/position_ids$|^cls\.(?:predictions\.decoder|seq_relationship)\./.test(name)) return null;
  return /^(embeddings|encoder|pooler)\./.test(name) ? `bert.${name}` : name;
}

export const bert = defineFamily({
  id: 'bert',
  label: 'BERT',
  prefix: 'bert',
  architectures: {
    backbone: 'BertModel',
    'sequence-classification': 'BertForSequenceClassification',
    'multi-label': 'BertForSequenceClassification',
    regression: 'BertForSequenceClassification',
    'token-classification': 'BertForTokenClassification',
    'masked-lm': 'BertForMaskedLM',
  },
  open(json) {
    const config = readConfig(json);
    const layers = Array.from({ length: config.layers }, (_, layer) => layer);
    return {
      shape: {
        hiddenSize: config.hiddenSize,
        layers: config.layers,
        heads: config.heads,
        keyValueSize: config.hiddenSize,
        vocabularySize: config.vocabularySize,
        maxTokens: config.maxPositions,
        headDropout: config.headDropout,
        initializerRange: config.initializerRange,
        sites: [...layers.flatMap((layer) => layerSites(config, layer)), poolerSite(config)],
        branches: layers.flatMap((layer) => layerBranches(config, layer)),
        wordEmbeddings: WORD_EMBEDDINGS,
        wordHead: wordHead(config),
        wordHeadCopies: {
          [`${WORD_HEAD}.decoder.weight`]: WORD_EMBEDDINGS,
          [`${WORD_HEAD}.decoder.bias`]: `${WORD_HEAD}.bias`,
        },
        parameters: parameters(config),
        poolings: ['pooler', 'mean'],
      },
      forward: (net) =>
        layers.reduce(
          (x, layer) => net.endBlock(encoderLayer(net, config, layer, x)),
          net.endBlock(embed(net, config)),
        ),
      pool: (net, hidden) =>
        activation(net.linear('bert.pooler.dense', gather(net.batch.starts, hidden)), 'tanh'),
      sayWords: (net, hidden) => sayWords(net, config, hidden),
      nameInEngine,
    };
  },
});

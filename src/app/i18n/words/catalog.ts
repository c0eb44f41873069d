import { methodsZh } from './methods';
import { taskFieldsZh } from './taskFields';

/**
 * 目录里的词（标签、一句话说明、帮助），以引擎的英文为键。 The engine's own English is the key: whoever
 * adds a method, an optimizer or a field adds its words here; a test names those that are missing.
 */
export const catalogZh: Readonly<Record<string, string>> = {
  ...methodsZh,
  ...taskFieldsZh,
  // Tasks
  'Sort into classes': '文本分类',
  'One label for each text': '每段文本一个标签',
  Pooling: '池化',
  'How one vector is made of a text. Mean suits sentence-transformers models.':
    '如何把一段文本变成一个向量。平均适合 sentence-transformers 模型。',
  'as the model wants': '按模型的习惯',
  'first token': '第一个词元',
  'mean of tokens': '词元平均',
  'Mean for a head on a sentence-transformers model, else first token.':
    'sentence-transformers 模型上的分类头用平均，否则用第一个词元。',
  'The model’s own pooler, as transformers does.': '模型自己的池化层，与 transformers 一致。',
  'For sentence-transformers models, whose pooler is stale.':
    '用于 sentence-transformers 模型，它们的池化层已失效。',
  'Label order': '标签顺序',
  'Order of the classes. Empty: the order of the model folder’s own head, else sorted.':
    '类别的顺序。留空：按模型文件夹自带分类头的顺序，否则按字母排序。',
  'As many rows of each class': '各类行数相同',
  'Rows of rarer classes are taken again, drawn by the seed, until an epoch has as many of each class as of the largest. An epoch becomes longer.':
    '较少类别的行按种子重复抽取，直到每轮各类的行数都与最大的一类相同。每轮变长。',
  // Early stopping
  'Stop early after': '提前停止',
  'Evaluations in a row without improvement after which the run ends. The best weights are kept. Empty: never.':
    '连续这么多次评估没有进步就结束，保留最好的权重。留空：不提前停止。',
  'Improvement of': '以何为准',
  'The metric that decides, such as f1_macro, r2 or f1. Empty: the validation loss.':
    '决定进步与否的指标，例如 f1_macro、r2 或 f1。留空：验证损失。',
  'Least improvement': '最小进步',
  'Smaller improvements do not count as one, though the best weights are kept all the same.':
    '更小的进步不算进步，但仍保留最好的权重。',
  // Methods
  Full: '全量微调',
  'Every weight moves': '所有权重都动',
  Freeze: '冻结',
  'Only the top layers move': '只动最上面几层',
  'Frozen layers': '冻结的层数',
  'Layers from the bottom that stay as they are; without a number two thirds. More train faster and forget less.':
    '从底部算起保持不变的层；不填为三分之二。冻结得越多，训练越快，遗忘越少。',
  'Freeze embeddings': '冻结词嵌入',
  'Keeps the word vectors. Let them move only for a vocabulary the model has not seen.':
    '保持词向量不变。只有词汇是模型没见过的，才让它们动。',
  'Compute frozen layers once': '冻结层只算一次',
  'Keeps what the frozen layers say of every row: later epochs are faster, and dropout there is off.':
    '记住冻结层对每一行的输出：之后的轮次更快，那里的丢弃关闭。',
  'Head only': '只训练分类头',
  'A new head on a fixed model': '模型不变，只加新的头',
  'Compute the model once': '模型只算一次',
  'Keeps one vector per row after the first pass, so that later epochs take a moment. Dropout inside the model is off then.':
    '第一遍之后为每一行保留一个向量，之后的轮次只需片刻。此时模型内部的丢弃关闭。',
  LoRA: 'LoRA',
  'A thin pair beside each matrix': '每个矩阵旁加一对窄矩阵',
  Rank: '秩',
  'Width of the added pair. Double it when the loss stays high; halve it when the model overfits.':
    '新增矩阵对的宽度。损失降不下来就加倍，过拟合就减半。',
  Alpha: 'Alpha',
  'Scales what the pair adds by alpha / rank. Often once or twice the rank.':
    '新增部分按 alpha / 秩 缩放。常取秩的一到两倍。',
  Dropout: '丢弃率',
  'Share of the inputs the added pair does not see in training. 0.05 to 0.1 helps small datasets.':
    '训练时新增矩阵对看不到的输入比例。小数据集取 0.05 到 0.1 有帮助。',
  'Beside which matrices': '加在哪些矩阵旁',
  'Roles of linear layers, or Hugging Face module names. More places learn more and cost more.':
    '线性层的角色，或 Hugging Face 的模块名。位置越多，学得越多，代价也越大。',
  query: '查询',
  key: '键',
  value: '值',
  output: '输出',
  'MLP up': 'MLP 升维',
  'MLP gate': 'MLP 门控',
  'MLP down': 'MLP 降维',
  // Optimizers
  AdamW: 'AdamW',
  'Adam with weight decay apart from the gradient': '权重衰减与梯度分开的 Adam',
  'Learning rate': '学习率',
  'How far the weights move in a step. Lower it when the loss jumps, raise it when it hardly falls.':
    '每一步权重移动多远。损失跳动就调低，几乎不降就调高。',
  'Weight decay': '权重衰减',
  'Pulls weights towards zero. Biases and norms are left out.':
    '把权重拉向零。偏置和归一化不受影响。',
  'Beta 1': 'Beta 1',
  'Memory of the mean gradient.': '对平均梯度的记忆。',
  'Beta 2': 'Beta 2',
  'Memory of the squared gradient.': '对梯度平方的记忆。',
  Epsilon: 'Epsilon',
  'Keeps the division finite.': '避免除以零。',
  Adam: 'Adam',
  'Steps scaled by each weight’s own history': '步长随每个权重自己的历史缩放',
  SGD: 'SGD',
  'Plain steps along the gradient, with momentum if wanted': '直接沿梯度走，可加动量',
  Momentum: '动量',
  'Share of the last direction that is kept.': '保留上一步方向的比例。',
  Nesterov: 'Nesterov',
  'Looks one step ahead.': '向前多看一步。',
  // Schedules
  linear: '线性',
  'Falls in a straight line to zero': '直线降到零',
  'Warm-up': '预热',
  'Steps in which the rate rises from zero; below 1, a share of all steps.':
    '学习率从零上升所用的步数；小于 1 时为总步数的比例。',
  cosine: '余弦',
  'Falls slowly, then fast, then slowly to zero': '先慢后快再慢地降到零',
  constant: '恒定',
  'The same rate throughout, after warm-up': '预热之后始终不变',
  // Training
  Epochs: '轮数',
  'Times every row is seen. Small datasets want 5 to 20.':
    '每一行被看到的次数。小数据集宜取 5 到 20。',
  'Stop after steps': '最多步数',
  'Ends the run early. Empty: the epochs decide.': '提前结束。留空：由轮数决定。',
  'Rows a step': '每步行数',
  'Rows that each step learns from together.': '每一步一起学习的行数。',
  Accumulation: '梯度累积',
  'Batches added up before the weights move: a larger batch in the same memory.':
    '权重移动前累加的批数：同样内存里得到更大的批。',
  'Longest text': '最长文本',
  'Longer texts are cut at the end.': '更长的文本从末尾截断。',
  tokens: '词元',
  'Head learns faster': '分类头学习更快',
  'Multiplies the learning rate of the head and the pooler, which start from nothing, or from another purpose, while the encoder already knows its language.':
    '分类头和池化层的学习率倍数：它们从零开始，或原本用于别的目的，而编码器已经懂得语言。',
  '×': '×',
  'Gradient norm limit': '梯度范数上限',
  'Larger gradients are scaled down to it. 0: no limit.': '更大的梯度缩到这个值。0：不限。',
  'Replaces every dropout rate of the model. Empty: the model’s own.':
    '替换模型的所有丢弃率。留空：用模型自己的。',
  'Gradient checkpointing': '梯度检查点',
  'Keeps only what each layer ends in and computes the rest again: much less memory, more time, the same result. Automatic: where the run would not fit.':
    '只保留每层的结果，其余到时重算：内存少得多，时间更长，结果相同。自动：内存放不下时才用。',
  automatic: '自动',
  on: '开',
  off: '关',
  'Shuffle rows': '打乱行序',
  'A new order in every epoch, from the seed.': '每一轮由种子决定新的顺序。',
  Seed: '种子',
  'Same seed, same data, same machine: the same losses.': '种子、数据、机器相同，损失就相同。',
  'Checkpoint every': '保存间隔',
  'How often a run is saved so that it can go on after a reload.':
    '隔多久保存一次，以便重新载入后继续。',
  steps: '步',
  'Log every': '记录间隔',
  'Steps between points of the curves.': '曲线两点之间的步数。',
  // Precision
  'Precision of what stays frozen': '冻结部分的精度',
  'Matrices and embeddings that do not train take fewer bytes; what trains stays exact. 8 bits cost next to no accuracy, 4 bits some.':
    '不训练的矩阵和词嵌入占更少的字节；训练的部分保持精确。8 位几乎不损失准确度，4 位略有损失。',
  '32 bits': '32 位',
  '16 bits': '16 位',
  '8 bits': '8 位',
  '4 bits': '4 位',
  // Models
  'A small, quick sentence encoder for English: 6 layers, width 384.':
    '小而快的英文句子编码器：6 层，宽 384。',
};

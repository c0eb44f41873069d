/** 目录里各种微调方法的词，以引擎的英文为键（见 catalog.ts）。 The catalog's words of methods, by the engine's English. */
export const methodsZh: Readonly<Record<string, string>> = {
  'Rank-stabilised scale': '秩稳定缩放',
  'Scales by alpha / √rank instead of alpha / rank, so that ranks above 32 learn as fast as small ones.':
    '按 alpha / √秩 而不是 alpha / 秩 缩放，秩大于 32 时也能和小秩学得一样快。',
  'LoRA+ ratio': 'LoRA+ 比率',
  'How many times faster B learns than A. 16 suits wide models; 1 is plain LoRA.':
    'B 的学习率是 A 的多少倍。宽模型取 16；1 就是普通 LoRA。',
  'Biases that train': '参与训练的偏置',
  none: '无',
  'beside the pairs': '矩阵对旁边的',
  'all of the model': '整个模型的',
  'Lets biases of the model move as well. They cost next to nothing.':
    '让模型的偏置也动。几乎不增加代价。',
  'Ranks of single places': '个别位置的秩',
  'Another rank for some matrices, as name=rank: layer.5.attention.self.query=16, or a role: query=4.':
    '为某些矩阵另设秩，写成 名称=秩：layer.5.attention.self.query=16，或用角色：query=4。',
  'Alphas of single places': '个别位置的 alpha',
  'Another alpha for some matrices, as name=alpha, written like the ranks.':
    '为某些矩阵另设 alpha，写成 名称=alpha，写法与秩相同。',
  DoRA: 'DoRA',
  'Length and direction of each row apart': '每一行的长度与方向分开学',
  Adapters: '适配器层',
  'Small networks inside every layer': '每一层里的小网络',
  Kind: '种类',
  'Houlsby: after attention and MLP': 'Houlsby：在注意力和 MLP 之后',
  'Pfeiffer: after the MLP': 'Pfeiffer：在 MLP 之后',
  'parallel: beside the MLP': '并行：在 MLP 旁边',
  'Where the small networks stand. Pfeiffer has half as many weights as Houlsby.':
    '小网络放在哪里。Pfeiffer 的权重是 Houlsby 的一半。',
  Reduction: '缩减倍数',
  'How many times narrower than the model they are inside; without a number 16, parallel 2. Smaller learns more.':
    '小网络内部比模型窄多少倍；不填时为 16，并行为 2。数值越小，学得越多。',
  '(IA)³': '(IA)³',
  'One factor for each feature': '每个特征一个系数',
  'Which matrices': '哪些矩阵',
  'Roles of linear layers, or Hugging Face module names, that get a vector of factors.':
    '得到一组系数的线性层角色，或 Hugging Face 的模块名。',
  'Of these, the input': '其中缩放输入的',
  'Matrices whose input is scaled instead of what comes out.': '这些矩阵缩放的是输入而不是输出。',
  BitFit: 'BitFit',
  'Only the biases move': '只动偏置',
  LayerNorm: '归一化层',
  'Only the norms move': '只动归一化层',
  'Prefix tuning': '前缀微调',
  'Learned keys and values in every layer': '每层的键和值之前加上学到的键和值',
  'Virtual tokens': '虚拟词元',
  'How many learned tokens stand before every text; more take room and time from it. Where the loss stays high, try three times the learning rate first, then more tokens.':
    '每段文本之前放多少个学到的词元；越多越占用文本的位置和时间。损失降不下来时，先把学习率提高到三倍，再增加词元。',
  'Through an MLP': '经过 MLP',
  'Learns the prefix through a small network, which is left behind afterwards. Steadier at high learning rates, slower for large models.':
    '通过一个小网络学习前缀，学完就丢掉它。学习率高时更稳，大模型上更慢。',
  'Width of the MLP': 'MLP 的宽度',
  'Features inside it; without a number as many as the model has.':
    '内部的特征数；不填则与模型相同。',
  'Prompt tuning': '提示微调',
  'Learned words before the text': '文本之前加上学到的词',
  'Begins as': '初始值',
  'words of the model': '模型词表里的词',
  'a text': '一段文字',
  'random numbers': '随机数',
  'What the tokens are at first. Words of the model, or a text that says the task, learn far better than random numbers.':
    '这些词元一开始是什么。用词表里的词，或一段说明任务的文字，比随机数学得好得多。',
  'Text to begin with': '初始文字',
  'What the task is, in a few words. It is cut or repeated to the number of tokens.':
    '用几个词说明任务。会按词元数截断或重复。',
  'P-tuning': 'P-tuning',
  'Learned words, made by a small network': '文本之前的词，由一个小网络生成',
  'Width of the encoder': '编码器的宽度',
  'Made by': '生成网络',
  'an MLP': 'MLP',
  'a bidirectional LSTM': '双向 LSTM',
  'The network that makes the tokens and is left behind afterwards. The LSTM is the paper’s: each token knows the others. It has some fifteen times as many weights and learns about as well.':
    '生成这些词元的网络，学完就丢掉。LSTM 是论文的做法：每个词元都了解其他词元。它的权重约为十五倍，效果相近。',
  'Features inside the network that makes the tokens, of an LSTM in each direction; without a number as many as the model has.':
    '生成词元的网络内部的特征数，LSTM 则是每个方向的特征数；不填则与模型相同。',
  'Layers of the LSTM': 'LSTM 的层数',
  'How many stand on one another. PEFT has two.': '叠放多少层。PEFT 为两层。',
  'Dropout between layers': '层间丢弃率',
  'Share of what one layer of the LSTM hands to the next that is hidden in training.':
    '训练时 LSTM 一层传给下一层的内容中隐藏多少。',
  'P-tuning v2': 'P-tuning v2',
  'Deep prompts with dropout': '带丢弃的深层提示',
  'Prefix dropout': '前缀丢弃率',
  'Share of the learned keys and values that is hidden from each text in training.':
    '训练时对每段文本隐藏多少学到的键和值。',
  'Learns the prefix through a small network. Helps some tasks and hurts others.':
    '通过一个小网络学习前缀。有的任务受益，有的受损。',
  'Features inside it.': '内部的特征数。',
  'Rate from layer to layer': '逐层学习率比',
  'Each layer learns at this share of the rate of the one above it. 0.8 to 0.95 keep more of what the model knew; 1 treats all alike.':
    '每一层的学习率是上一层的这个倍数。0.8 到 0.95 能多保留模型原有的知识；1 表示各层相同。',
  'Gradual unfreezing': '逐层解冻',
  epochs: '轮',
  'Begins with the head and lets one more layer move every so many epochs, from the top down; halves are fine. 0 moves all at once.':
    '先只训练头部，每隔这么多轮自上而下多放开一层，可以用 0.5；0 表示一开始全部参与训练。',
};

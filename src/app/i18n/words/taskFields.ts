/** 任务及其设置，以引擎的英文为键。 */
export const taskFieldsZh: Readonly<Record<string, string>> = {
  'Give several labels': '多标签分类',
  'Any number of labels for each text': '每段文本可有任意个标签',
  'Mark words': '序列标注',
  'A tag for each word: names, places, parts of speech': '给每个词一个标记：人名、地名、词性',
  Head: '输出层',
  'each word by itself': '逐词判断',
  'As transformers does.': '与 transformers 一致。',
  'the sentence as a chain': '整句成链',
  'A CRF: learns which tag follows which.': 'CRF：学习哪个标记接在哪个之后。',
  'A chain (CRF) weighs whole sentences; it helps where entities have several words.':
    '链（CRF）衡量整个句子；实体由多个词组成时有帮助。',
  'Allowed steps only': '只走允许的步',
  'The best path keeps to the rules of the tags’ scheme: no I- without what it continues.':
    '最佳路径遵守标记方案的规则：没有前文就没有 I-。',
  'Rate of the chain': '链的学习率',
  '× the head’s': '× 输出层的',
  'How much faster than the head the chain’s scores move, as they begin near nothing.':
    '链的分数比输出层快多少倍，因为它们从接近零开始。',
  'All tokens of a word learn': '词的所有 token 都学习',
  'Otherwise its first token alone does, as it must in a chain. Words are scored by their first token either way.':
    '否则只有第一个 token 学习；用链时必须如此。两种情况都按第一个 token 计分。',
  'Tag scheme': '标记方案',
  'as in the file': '与文件一致',
  'B- begins every entity, I- goes on.': 'B- 开始每个实体，I- 继续。',
  'B- only where two of a type touch.': '同类实体相邻时才用 B-。',
  'E- ends an entity, S- is one of a single word.': 'E- 结束实体，S- 为单词实体。',
  'BIOES with L- for E- and U- for S-.': '即 BIOES，以 L- 代 E-，以 U- 代 S-。',
  none: '无',
  IOB2: 'IOB2',
  IOB1: 'IOB1',
  BIOES: 'BIOES',
  BILOU: 'BILOU',
  'Tags without prefixes, such as parts of speech.': '没有前缀的标记，例如词性。',
  'How tags mark where an entity begins and ends. Tags of another scheme are rewritten, those of validation and test files, too.':
    '标记如何表示实体的起止。其他方案的标记会改写，验证和测试文件也一样。',
  'Places are counted in': '位置计数单位',
  'as the spans say': '按片段判断',
  characters: '字符',
  'Code points: doccano, spaCy, Python.': '码点：doccano、spaCy、Python。',
  'UTF-16 units': 'UTF-16 单元',
  'JavaScript, Java, C#.': 'JavaScript、Java、C#。',
  'Where a file marks spans of text: how their places are counted. It matters where there are emoji.':
    '文件标注文本片段时，位置如何计数。有表情符号时才有影响。',
  Separator: '分隔符',
  'What stands between the labels of a cell; auto takes what most cells have.':
    '单元格里标签之间的符号；auto 取多数单元格所用的。',
  Threshold: '阈值',
  'A label is given from this probability on. Lower it to miss fewer.':
    '概率达到此值就给出标签。调低可少漏。',
  'Tune thresholds': '调整阈值',
  'After training, each label gets the threshold of its best F1 on the validation rows.':
    '训练后，每个标签取其在验证行上 F1 最高的阈值。',
  'Threshold of each label': '各标签的阈值',
  'In the order of the labels, as tuned after training. Empty: the one threshold for all.':
    '按标签顺序，训练后调整所得。留空：所有标签共用一个阈值。',
  'Predict numbers': '预测数值',
  'A number, or several, for each text': '每段文本一个或几个数值',
  'Fill in words': '填词',
  'Learns the language of your texts: no labels needed': '学习你的文本的语言：不需要标签',
  'Hidden words': '遮住的词',
  'Share of the words that are hidden, others in every epoch; validation hides the same ones.':
    '遮住的词所占比例，每轮不同；验证时始终相同。',
  'Whole words': '整词',
  'Hides all tokens of a word together, so that no part of it gives the rest away.':
    '一个词的所有词元一起遮住，避免其中一部分泄露其余。',
  Standardize: '标准化',
  'Learns in units of the spread around the mean. Every number shown is in the data’s own unit.':
    '以偏离平均值的标准差为单位学习。显示的数值都用数据自己的单位。',
  'Scale of the numbers': '数值的尺度',
  'as the numbers suit': '按数值决定',
  'By ratios where few are very large.': '少数值特别大时按比例。',
  differences: '差值',
  ratios: '比例',
  'Logarithms; for prices, incomes, counts above 0.': '取对数；适合价格、收入、大于 0 的计数。',
  'Whether twice as much or ten more means the same everywhere.':
    '是“翻一倍”还是“多十个”在各处意义相同。',
  Targets: '目标',
  'Names of the numbers, in the order of their columns.': '数值的名称，按列的顺序。',
  'Class weights': '类别权重',
  'all alike': '一视同仁',
  balanced: '均衡',
  'As scikit-learn: all rows, over the number of classes times the rows of this one.':
    '与 scikit-learn 一致：总行数 ÷（类别数 × 该类行数）。',
  own: '自定',
  'What a row counts in the loss by its class. Balanced helps where some classes are rare and must not be missed.':
    '一行按其类别在损失中占多少。有些类别很少又不能漏掉时，均衡有帮助。',
  'Own weights': '自定权重',
  'One number above 0 for each class, in the order of the classes, such as 1, 4, 2.':
    '每个类别一个大于 0 的数，按类别的顺序，例如 1, 4, 2。',
  'Weight of given labels': '已有标签的权重',
  'For each label the rows without it over the rows with it.':
    '每个标签：没有它的行数 ÷ 有它的行数。',
  'What a label that is given counts against one that is not. Balanced misses fewer of the rare labels.':
    '已有的标签相对于没有的标签占多少。均衡可少漏稀少的标签。',
  'Label smoothing': '标签平滑',
  'Share of each label that is spread over all classes: answers become less sure of themselves. Try 0.1.':
    '每个标签中分摊到所有类别的份额：回答不再过于自信。可试 0.1。',
  'Focus on hard rows': '关注难的行',
  'The focal loss’s γ: rows that are known well already count less. 0: none; 2 is usual.':
    'focal loss 的 γ：已经掌握的行占得更少。0：不用；通常为 2。',
  Means: '平均值',
  'Mean of each target in the training rows, on its scale.':
    '训练行中每个目标的平均值（按其尺度）。',
  'Standard deviations': '标准差',
  'Standard deviation of each target in the training rows, on its scale.':
    '训练行中每个目标的标准差（按其尺度）。',
};

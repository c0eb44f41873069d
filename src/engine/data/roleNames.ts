/** Usual column names with how strongly they speak for a role. */
export type NameScores = readonly (readonly [score: number, names: readonly string[]])[];

function words(list: string): readonly string[] {
  return list.trim().split(/\s+/);
}

// Lower case, letters and digits only, as nameScore compares them.

export const TEXT_NAMES: NameScores = [
  [4, words('text sentence sentence1 texta text1 premise question1 文本 内容 正文 句子')],
  [
    3,
    words(`content message review reviewtext comment body utterance tweet post document input prompt
      评论 消息 留言`),
  ],
  [
    2,
    words(`description question query title headline abstract summary subject feedback
      标题 描述 问题 摘要`),
  ],
];

export const PAIR_NAMES: NameScores = [
  [4, words('sentence2 textpair textb text2 hypothesis question2 secondsentence')],
];

export const LABEL_NAMES: NameScores = [
  [4, words('label labels class category intent sentiment target 标签 类别 分类 情感 意图')],
  [
    3,
    words(`labeltext labelname topic emotion polarity classname goldlabel truelabel output
      主题 情绪 类型`),
  ],
  [2, words('labelid classid tag type rating stars score y genre department priority 评分 星级')],
];

export const NUMBER_NAMES: NameScores = [
  [4, words('target value score price rent amount label 数值 价格 分数 目标')],
  [3, words('rating stars salary cost total weight height temperature y output 评分 金额')],
  [2, words('age count number duration length size quantity revenue 数量 时长')],
];

export const TOKEN_NAMES: NameScores = [
  [4, words('tokens words token word 词 词语')],
  [2, words('text sentence form forms')],
];

export const TAG_NAMES: NameScores = [
  [4, words('tags nertags ner labels label tag entities spans 标记')],
  [3, words('nerlabels taglabels iob bio entitytags annotations')],
  [2, words('upos pos postags xpos chunk chunktags')],
];

/** The score of a column's name; 1 when it contains a usual one of at least four letters. */
export function nameScore(name: string, scores: NameScores): number {
  const key = name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  for (const [score, names] of scores) if (names.includes(key)) return score;
  const contains = scores.some(([, names]) =>
    names.some((known) => known.length >= 4 && key.includes(known)),
  );
  return contains ? 1 : 0;
}

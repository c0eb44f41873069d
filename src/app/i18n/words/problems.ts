/** Kinds of problems of a dataset, by the engine's names, English. Values are the engine's. */
export const problemsEn = {
  placeCell: 'Row {{row}}, {{column}}: ',
  placeRow: 'Row {{row}}: ',
  placeLine: 'Line {{line}}: ',
  placeColumn: 'Column {{column}}: ',
  inFile: '{{file}} could not be read. {{said}}',
  'problem_encoding-uncertain': 'Read as {{encoding}}, which is a guess.',
  problem_undecodable:
    '{{count}} characters could not be read as {{encoding}} and stand as \uFFFD.',
  problem_nul: '{{count}} NUL characters were taken out.',
  'problem_no-header': 'The first row looks like data, so the columns were given names.',
  'problem_empty-header': 'Column {{position}} has no name; it is called “{{name}}”.',
  'problem_duplicate-header':
    'Two columns are called “{{original}}”; the one at position {{position}} is called “{{name}}”.',
  'problem_one-column': 'The file has one column: its words can be learned, but no answers to it.',
  'problem_too-few-fields': '{{found}} of {{expected}} fields. The missing ones count as empty.',
  'problem_too-many-fields':
    '{{found}} fields where {{expected}} were expected. The row is left out.',
  'problem_surplus-blank-fields':
    '{{found}} fields where {{expected}} were expected; the surplus ones are empty.',
  'problem_blank-line': 'empty. The line is skipped.',
  'problem_blank-cells': '{{count}} empty cells, the first in row {{firstRow}}.',
  'problem_stray-quote':
    'a quotation mark inside a quoted field is not doubled; it was taken as text.',
  'problem_literal-quotes':
    'Quotation marks do not come in pairs; they were taken as ordinary characters.',
  'problem_unclosed-quote':
    'a quotation mark is opened and not closed. The {{rowsBefore}} rows before it can be read.',
  'problem_json-line': 'not valid JSON ({{detail}}). The row is left out.',
  'problem_not-an-object': '{{found}} where an object was expected. The row is left out.',
  'problem_no-labels': 'none of the {{rows}} rows has a label.',
  'problem_no-tokens': 'no word that the model knows. The row is left out.',
  'problem_rows-without-labels': '{{count}} rows have no label; they teach that none fits.',
  'problem_label-on-every-row':
    '“{{label}}” stands on all {{count}} rows; nothing can be learned of it.',
  'problem_not-a-list': 'neither text nor a list of labels.',
  'problem_label-on-no-row':
    'none of the {{count}} rows has “{{label}}”; nothing can be learned of it.',
  'problem_not-a-flag': '“{{text}}” is neither 0 nor 1.',
  'problem_odd-token-line': 'line {{line}} has {{found}} columns where {{expected}} were expected.',
  'problem_tag-count': '{{words}} words and {{tags}} tags.',
  'problem_unknown-tag': 'the tag “{{tag}}” is not in the training rows.',
  'problem_unread-words':
    '{{count}} words have no token (control characters, spaces of no width and the like): nothing is learned of them, and O is what is predicted.',
  'problem_one-tag': 'every tag is “{{tag}}” ({{count}} words); there is nothing to tell apart.',
  'problem_tag-scheme': 'tags in the scheme {{scheme}}, of the types {{types}}.',
  'problem_tag-scheme-changed':
    'tags in the scheme {{from}}; they are written as {{scheme}}. {{faults}} broke its rules.',
  'problem_tag-faults':
    '{{count}} tags break the rules of {{scheme}}; the first in row {{firstRow}}, word {{word}}: {{tag}} after {{before}}. They are learned as they stand.',
  'problem_tags-mixed':
    '{{tags}} have no prefix that the other tags’ scheme knows; every tag is learned as it stands.',
  'problem_tags-not-marks':
    'tags cannot be written as {{scheme}}: {{tags}} do not say where something begins.',
  'problem_not-spans': 'no list of spans: {{found}}.',
  'problem_not-accepted': 'its marks were not accepted (answer: {{answer}}).',
  'problem_bad-span': 'a span without whole numbers and a type: {{found}}.',
  'problem_span-outside':
    'the span {{start}} to {{end}} ({{label}}) does not lie in the text, which has {{length}} characters.',
  'problem_span-text': 'the span {{start}} to {{end}} marks “{{marked}}” and says “{{said}}”.',
  'problem_span-overlap':
    '“{{first}}” ({{firstLabel}}) and “{{second}}” ({{secondLabel}}) share a word, and a word has one tag.',
  'problem_span-empty':
    'the span {{start}} to {{end}} ({{label}}) marks no word; it is passed over.',
  'problem_span-twice': '“{{marked}}” is marked as {{label}} twice; it counts once.',
  'problem_span-widened':
    'the span “{{marked}}” ({{label}}) cuts a word; it is widened to “{{widened}}”.',
  'problem_span-offsets':
    'places are counted in {{unit}}, it seems; it matters in {{rows}} rows with emoji and the like.',
  'problem_not-a-number': '“{{text}}” is not a number.',
  'problem_no-numbers': 'none of the {{rows}} rows has a number.',
  'problem_constant-target':
    'every number is {{value}} ({{count}} rows); there is nothing to predict.',
  'problem_decimal-comma': 'its numbers were read with a decimal comma.',
  'problem_one-class': 'every label is “{{label}}” ({{count}} rows); two classes are needed.',
  'problem_too-many-classes': '{{count}} different labels; at most {{limit}} can be learned.',
  'problem_looks-like-regression':
    'numbers with {{distinct}} different values from {{min}} to {{max}}; this looks like a quantity, not a class.',
  'problem_labels-mostly-unique':
    '{{distinct}} different labels in {{rows}} rows; most classes have one example.',
  'problem_label-case-variants':
    '{{labels}} differ only in capitals and count as different classes.',
  'problem_label-trimmed':
    '{{count}} labels had spaces around them, such as “{{label}}”; the spaces were taken off.',
  'problem_blank-text': 'empty. The row is left out.',
  'problem_blank-label': 'empty. The row is left out.',
  'problem_unknown-label': '“{{label}}” is not one of the classes. The row is left out.',
  'problem_duplicate-row': 'identical to row {{first}}. One is kept.',
  'problem_conflicting-label':
    'same text as row {{first}}, other label ({{firstLabel}}, {{label}}). The row is left out.',
  'problem_rare-class':
    '“{{label}}” has {{count}} rows, “{{largest}}” {{largestCount}}. Rare classes are learned late.',
  'problem_no-examples': 'none of the {{rows}} rows can be used.',
  'problem_class-only-in-train': '“{{label}}” has {{count}} rows, none of them in validation.',
  'problem_class-only-in-validation':
    '“{{label}}” has {{count}} rows, none of them in training; it cannot be learned.',
  'problem_no-validation-rows':
    'every class keeps its only row in training, so none of the {{rows}} rows is left for validation.',
  'problem_split-overlap':
    'a validation row with the same text as training row {{trainRow}}; its score says little.',
  'problemRemedy_encoding-uncertain':
    'If letters look wrong, pick another encoding above the table.',
  problemRemedy_undecodable: 'Pick another encoding above the table.',
  'problemRemedy_unclosed-quote':
    'Load the rows before it, read quotation marks as ordinary characters, or close it in the file.',
  'problemRemedy_one-column': 'Check the separator of the file.',
  'problemRemedy_no-labels': 'Pick another label column, or fill in the labels.',
  'problemRemedy_unread-words': 'Take them out of the file, with their tags, if they are no words.',
  'problemRemedy_one-tag': 'Pick another column of tags.',
  'problemRemedy_tag-faults':
    'Correct them in the file, or choose another tag scheme to have all of them rewritten.',
  'problemRemedy_tags-mixed':
    'Give every tag but O a prefix: B- where something begins, I- where it goes on.',
  'problemRemedy_tags-not-marks':
    'Leave the tag scheme as in the file, or give the tags the prefixes B- and I-.',
  'problemRemedy_not-spans':
    'Write spans as [start, end, type], or as objects with start, end and label.',
  'problemRemedy_bad-span':
    'Write spans as [start, end, type], or as objects with start, end and label.',
  'problemRemedy_span-outside':
    'Correct the places, or say in the task’s settings how they are counted.',
  'problemRemedy_span-text':
    'Correct the places, or say in the task’s settings how they are counted.',
  'problemRemedy_span-overlap': 'Keep one of the two spans in the file.',
  'problemRemedy_span-empty': 'Take it out of the file, or correct its places.',
  'problemRemedy_span-widened': 'Mark whole words if another stretch was meant.',
  'problemRemedy_span-offsets':
    'If marks stand beside their words, say in the task’s settings how places are counted.',
  'problemRemedy_no-numbers': 'Pick another column of numbers, or learn classes instead.',
  'problemRemedy_constant-target': 'Pick another column of numbers.',
  'problemRemedy_one-class': 'Pick another label column, or add rows of other classes.',
  'problemRemedy_too-many-classes': 'Pick another label column.',
  'problemRemedy_looks-like-regression': 'Pick another label column if this is not a class.',
  'problemRemedy_labels-mostly-unique': 'Pick another label column, or add rows.',
  'problemRemedy_label-case-variants': 'Write them alike in the file if they mean the same.',
  'problemRemedy_no-validation-rows': 'Add rows of the classes, or validate on a file of its own.',
  'problemRemedy_no-examples': 'Pick other columns, or see the problems of the single rows.',
  'problemRemedy_class-only-in-validation': 'Add rows of this class, or choose a stratified split.',
};

/** 数据集的各种问题，按引擎的名称，中文。 */
export const problemsZh: typeof problemsEn = {
  placeCell: '第 {{row}} 行，{{column}} 列：',
  placeRow: '第 {{row}} 行：',
  placeLine: '第 {{line}} 行（物理行）：',
  placeColumn: '{{column}} 列：',
  inFile: '{{file}} 未能载入。{{said}}',
  'problem_encoding-uncertain': '按 {{encoding}} 读取，这是推测。',
  problem_undecodable: '{{count}} 个字符无法按 {{encoding}} 读取，以 \uFFFD 代替。',
  problem_nul: '去掉了 {{count}} 个 NUL 字符。',
  'problem_no-header': '第一行看起来是数据，所以给各列起了名字。',
  'problem_empty-header': '第 {{position}} 列没有名字，现称“{{name}}”。',
  'problem_duplicate-header': '有两列都叫“{{original}}”；第 {{position}} 列改称“{{name}}”。',
  'problem_one-column': '文件只有一列：可以学习其中的词，但没有可学的答案。',
  'problem_too-few-fields': '应有 {{expected}} 个字段，只有 {{found}} 个。缺少的按空处理。',
  'problem_too-many-fields': '应有 {{expected}} 个字段，却有 {{found}} 个。该行已略过。',
  'problem_surplus-blank-fields': '应有 {{expected}} 个字段，却有 {{found}} 个；多出的为空。',
  'problem_blank-line': '为空，已跳过。',
  'problem_blank-cells': '{{count}} 个空单元格，第一个在第 {{firstRow}} 行。',
  'problem_stray-quote': '带引号的字段里有一个没有成对的引号，按普通文字处理。',
  'problem_literal-quotes': '引号没有成对出现，按普通字符处理。',
  'problem_unclosed-quote': '引号打开后没有闭合。之前的 {{rowsBefore}} 行可以读取。',
  'problem_json-line': '不是有效的 JSON（{{detail}}）。该行已略过。',
  'problem_not-an-object': '应为对象，却是 {{found}}。该行已略过。',
  'problem_no-labels': '{{rows}} 行中没有一行有标签。',
  'problem_no-tokens': '没有模型认识的词。该行被略去。',
  'problem_rows-without-labels': '{{count}} 行没有标签；它们教会模型“都不适用”。',
  'problem_label-on-every-row': '全部 {{count}} 行都有“{{label}}”；学不到任何区别。',
  'problem_not-a-list': '既不是文本，也不是标签列表。',
  'problem_label-on-no-row': '{{count}} 行中没有一行有“{{label}}”；学不到任何区别。',
  'problem_not-a-flag': '“{{text}}”既不是 0 也不是 1。',
  'problem_odd-token-line': '第 {{line}} 行有 {{found}} 列，应为 {{expected}} 列。',
  'problem_tag-count': '{{words}} 个词，{{tags}} 个标记。',
  'problem_unknown-tag': '训练行中没有标记“{{tag}}”。',
  'problem_unread-words':
    '{{count}} 个词没有 token（控制字符、零宽空格等）：学不到它们，预测一律为 O。',
  'problem_one-tag': '所有标记都是“{{tag}}”（{{count}} 个词）；没有可区分的内容。',
  'problem_tag-scheme': '标记方案为 {{scheme}}，类型有 {{types}}。',
  'problem_tag-scheme-changed':
    '标记方案为 {{from}}；改写成 {{scheme}}。其中 {{faults}} 个不合规则。',
  'problem_tag-faults':
    '{{count}} 个标记不合 {{scheme}} 的规则；第一个在第 {{firstRow}} 行第 {{word}} 个词：{{before}} 之后是 {{tag}}。按原样学习。',
  'problem_tags-mixed': '{{tags}} 没有其他标记所用方案的前缀；所有标记按原样学习。',
  'problem_tags-not-marks': '标记无法改写成 {{scheme}}：{{tags}} 没有说明从哪里开始。',
  'problem_not-spans': '不是片段列表：{{found}}。',
  'problem_not-accepted': '它的标注没有被接受（answer：{{answer}}）。',
  'problem_bad-span': '片段缺少整数位置或类型：{{found}}。',
  'problem_span-outside':
    '片段 {{start}} 到 {{end}}（{{label}}）不在文本之内，文本有 {{length}} 个字符。',
  'problem_span-text': '片段 {{start}} 到 {{end}} 标的是“{{marked}}”，写的却是“{{said}}”。',
  'problem_span-overlap':
    '“{{first}}”（{{firstLabel}}）与“{{second}}”（{{secondLabel}}）共用一个词，而每个词只有一个标记。',
  'problem_span-empty': '片段 {{start}} 到 {{end}}（{{label}}）没有标到任何词；已略过。',
  'problem_span-twice': '“{{marked}}”被标为 {{label}} 两次；只算一次。',
  'problem_span-widened': '片段“{{marked}}”（{{label}}）切开了一个词；已扩展为“{{widened}}”。',
  'problem_span-offsets': '位置似乎按 {{unit}} 计数；影响 {{rows}} 行含表情符号等字符的文本。',
  'problem_not-a-number': '“{{text}}”不是数字。',
  'problem_no-numbers': '{{rows}} 行中没有一个数字。',
  'problem_constant-target': '所有数值都是 {{value}}（{{count}} 行）；没有可预测的内容。',
  'problem_decimal-comma': '数字按小数逗号读取。',
  'problem_one-class': '所有标签都是“{{label}}”（{{count}} 行）；至少需要两类。',
  'problem_too-many-classes': '{{count}} 种不同的标签；最多能学 {{limit}} 种。',
  'problem_looks-like-regression':
    '是数值，有 {{distinct}} 个不同的值，从 {{min}} 到 {{max}}；看起来是数量而不是类别。',
  'problem_labels-mostly-unique': '{{rows}} 行里有 {{distinct}} 种标签；多数类别只有一个例子。',
  'problem_label-case-variants': '{{labels}} 只是大小写不同，按不同类别处理。',
  'problem_label-trimmed': '{{count}} 个标签前后有空格，如“{{label}}”；空格已去掉。',
  'problem_blank-text': '为空。该行已略过。',
  'problem_blank-label': '为空。该行已略过。',
  'problem_unknown-label': '“{{label}}”不在类别之中。该行已略过。',
  'problem_duplicate-row': '与第 {{first}} 行相同。只保留一行。',
  'problem_conflicting-label':
    '与第 {{first}} 行文本相同，标签不同（{{firstLabel}}、{{label}}）。该行已略过。',
  'problem_rare-class':
    '“{{label}}”有 {{count}} 行，“{{largest}}”有 {{largestCount}} 行。稀少的类别学得晚。',
  'problem_no-examples': '{{rows}} 行中没有一行可用。',
  'problem_class-only-in-train': '“{{label}}”有 {{count}} 行，没有一行在验证集中。',
  'problem_class-only-in-validation': '“{{label}}”有 {{count}} 行，没有一行在训练集中；学不到它。',
  'problem_no-validation-rows':
    '每一类只有一行，都留在训练集中，所以 {{rows}} 行中没有一行留给验证。',
  'problem_split-overlap':
    '一行验证数据与第 {{trainRow}} 行训练数据文本相同；它的得分说明不了什么。',
  'problemRemedy_encoding-uncertain': '如果文字显示不对，在表格上方另选编码。',
  problemRemedy_undecodable: '在表格上方另选编码。',
  'problemRemedy_unclosed-quote': '载入它之前的行，或把引号当普通字符，或在文件里补上引号。',
  'problemRemedy_one-column': '检查文件的分隔符。',
  'problemRemedy_no-labels': '另选标签列，或补上标签。',
  'problemRemedy_unread-words': '如果不是词，请连同标记从文件里去掉。',
  'problemRemedy_one-tag': '另选标记列。',
  'problemRemedy_tag-faults': '在文件里改正，或另选标记方案，让它们全部改写。',
  'problemRemedy_tags-mixed': '除 O 之外的标记都加上前缀：开始用 B-，继续用 I-。',
  'problemRemedy_tags-not-marks': '标记方案保持“与文件一致”，或给标记加上 B-、I- 前缀。',
  'problemRemedy_not-spans': '把片段写成 [起点, 终点, 类型]，或带 start、end、label 的对象。',
  'problemRemedy_bad-span': '把片段写成 [起点, 终点, 类型]，或带 start、end、label 的对象。',
  'problemRemedy_span-outside': '改正位置，或在任务设置里说明位置如何计数。',
  'problemRemedy_span-text': '改正位置，或在任务设置里说明位置如何计数。',
  'problemRemedy_span-overlap': '在文件里只留其中一个片段。',
  'problemRemedy_span-empty': '从文件里去掉，或改正它的位置。',
  'problemRemedy_span-widened': '如果想标的是别处，请标整词。',
  'problemRemedy_span-offsets': '如果标注错位，请在任务设置里说明位置如何计数。',
  'problemRemedy_no-numbers': '另选数值列，或改学分类。',
  'problemRemedy_constant-target': '另选数值列。',
  'problemRemedy_one-class': '另选标签列，或加入其他类别的行。',
  'problemRemedy_too-many-classes': '另选标签列。',
  'problemRemedy_looks-like-regression': '如果这不是类别，另选标签列。',
  'problemRemedy_labels-mostly-unique': '另选标签列，或增加行数。',
  'problemRemedy_label-case-variants': '如果意思相同，请在文件里写成一样。',
  'problemRemedy_no-validation-rows': '为各类增加行，或用单独的文件来验证。',
  'problemRemedy_no-examples': '另选列，或查看各行的问题。',
  'problemRemedy_class-only-in-validation': '增加这一类的行，或选择分层划分。',
};

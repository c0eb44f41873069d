/** Sentences of an adapter that training goes on from, English. */
export const adapterEn = {
  adapterWord: 'Adapter',
  bringAdapter: 'Go on from an adapter',
  bringAdapterHow:
    'Drop a PEFT folder or its zip: adapter_config.json and adapter_model.safetensors, trained on the model chosen above.',
  adapterFolder: 'Adapter folder',
  adapterZip: 'Adapter zip',
  chooseAdapterFolder: 'Choose adapter folder',
  chooseZip: 'Choose zip',
  adapterType: 'type',
  adapterBase: 'trained on',
  adapterNoBase: 'not named',
  adapterClasses: 'classes of its head',
  adapterNoHead: 'no head, a new one is drawn',
  adapterNumbers: 'numbers in it',
  adapterGoesOn: 'Training goes on from it by {{method}}. Choosing another method lets go of it.',
  adapterOtherBase:
    'It says it was trained on {{base}}. Its tensors fit {{model}}, but on other weights it answers otherwise.',
  adapterOtherClasses:
    'Its head has {{classes}} classes, the data {{count}}: the head begins anew, the rest goes on.',
  removeAdapter: 'Let go of the adapter',
  adapterSettings: 'How {{name}} is set stands in its file and stays.',
  adapterKept: 'What was chosen stays.',
  dropAdapterToo: 'Drop a model or an adapter to use it. It is read here, nothing is uploaded.',
  mergeDiffers:
    'Merged, it answers as base and adapter do: logits of {{count}} rows differ by at most {{difference}}.',
  modelContinues: '{{size}}, goes on from {{name}}',
};

/** 继续训练的适配器的句子，中文。 */
export const adapterZh: typeof adapterEn = {
  adapterWord: '适配器',
  bringAdapter: '从适配器继续',
  bringAdapterHow:
    '拖入 PEFT 文件夹或其 zip：adapter_config.json 和 adapter_model.safetensors，须是在上面所选模型上训练的。',
  adapterFolder: '适配器文件夹',
  adapterZip: '适配器 zip',
  chooseAdapterFolder: '选择适配器文件夹',
  chooseZip: '选择 zip',
  adapterType: '类型',
  adapterBase: '训练时的基座',
  adapterNoBase: '未写明',
  adapterClasses: '分类头的类别',
  adapterNoHead: '没有分类头，会新建',
  adapterNumbers: '参数个数',
  adapterGoesOn: '训练以 {{method}} 从它继续。改选别的方法即放弃它。',
  adapterOtherBase:
    '它说自己是在 {{base}} 上训练的。张量与 {{model}} 相符，但权重不同，回答也会不同。',
  adapterOtherClasses:
    '它的分类头有 {{classes}} 类，数据有 {{count}} 类：分类头重新开始，其余继续。',
  removeAdapter: '放弃适配器',
  adapterSettings: '{{name}} 的设置写在它的文件里，保持不变。',
  adapterKept: '原来的选择保持不变。',
  dropAdapterToo: '松手即可使用这个模型或适配器。文件在本机读取，不会上传。',
  mergeDiffers: '合并后的回答与基座加适配器一致：{{count}} 行的 logits 最多相差 {{difference}}。',
  modelContinues: '{{size}}，从 {{name}} 继续',
};

/**
 * 引擎随事实一起说出的句子，中文；值取自英文句子。 What the engine says with values in it: English as a
 * pattern, Chinese with the values in their places. A sentence without a pattern stays English.
 */
export const toldZh: readonly (readonly [RegExp, string])[] = [
  // Where it computes
  [/^tfjs was asked for$/, '按要求使用 tfjs'],
  [/^this browser has no WebAssembly SIMD$/, '这个浏览器没有 WebAssembly SIMD'],
  [
    /^the CPU kernels are the fastest path on this machine; (\d+) threads?$/,
    'CPU 内核是这台机器上最快的途径；$1 个线程',
  ],
  [
    /^the CPU kernels are the fastest path on this machine; one thread.*$/,
    'CPU 内核是这台机器上最快的途径；页面没有跨源隔离，所以只有一个线程',
  ],
  [/^WASM was asked for; (\d+) threads?$/, '按要求使用 WASM；$1 个线程'],
  [/^WASM was asked for; one thread.*$/, '按要求使用 WASM；页面没有跨源隔离，所以只有一个线程'],
  [/^(\d+) threads?, SIMD with fused multiply-add$/, '$1 个线程，SIMD，融合乘加'],
  [/^(\d+) threads?, SIMD$/, '$1 个线程，SIMD'],
  // Models
  [/^(\S+) is missing; it is drawn anew$/, '缺少 $1，会重新初始化'],
  // Exports
  [
    /^(.+) changes the model's own weights; PEFT has no adapter file for that\.$/,
    '$1 改动的是模型自身的权重；PEFT 没有对应的适配器文件。',
  ],
  [
    /^This model pools by the mean of its tokens\. Transformers has no class for that, so the head is written as a Dense module\.$/,
    '这个模型按词元平均池化。transformers 没有对应的类，所以分类头写成一个 Dense 模块。',
  ],
  [
    /^PEFT, as feature extraction with a linear layer beside it$/,
    'PEFT（特征提取，旁边另有一个线性层）',
  ],
];

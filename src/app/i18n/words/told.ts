/**
 * 引擎随事实一起说出的句子，中文；值取自英文句子。 What the engine says with values in it: English as a
 * pattern, Chinese with the values in their places. A sentence without a pattern stays English.
 */
export const toldZh: readonly (readonly [RegExp, string])[] = [
  // Where it computes
  [/^tfjs was asked for$/, '按要求使用 tfjs'],
  [/^this browser has no WebAssembly SIMD$/, '这个浏览器没有 WebAssembly SIMD'],
  [/^the graphics adapter \((.+)\) is the fastest path$/, '显卡（$1）是最快的途径'],
  [
    /^the only graphics adapter \((.+)\) is played by the CPU.*; (\d+) threads?$/,
    '唯一的显卡（$1）由 CPU 模拟，CPU 自己的内核更快；$2 个线程',
  ],
  [
    /^the only graphics adapter \((.+)\) is played by the CPU.*; one thread.*$/,
    '唯一的显卡（$1）由 CPU 模拟，CPU 自己的内核更快；页面没有跨源隔离，所以只有一个线程',
  ],
  [/^WebGPU found no graphics adapter; (\d+) threads?$/, 'WebGPU 没有找到显卡；CPU，$1 个线程'],
  [
    /^WebGPU found no graphics adapter; one thread.*$/,
    'WebGPU 没有找到显卡；页面没有跨源隔离，所以只有一个线程',
  ],
  [
    /^this browser has no WebGPU, or the page may not use it; (\d+) threads?$/,
    '这个浏览器没有 WebGPU，或页面不得使用；CPU，$1 个线程',
  ],
  [
    /^this browser has no WebGPU, or the page may not use it; one thread.*$/,
    '这个浏览器没有 WebGPU，或页面不得使用；页面没有跨源隔离，所以只有一个线程',
  ],
  [
    /^WebGPU was asked for: (.+), though the CPU plays it.*$/,
    '按要求使用 WebGPU：$1（由 CPU 模拟，较慢）',
  ],
  [/^WebGPU was asked for: (.+)$/, '按要求使用 WebGPU：$1'],
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
    /^What (.+) adds stands beside the model's weights and cannot be folded into them\. Take the adapter\.$/,
    '$1 加入的部分在模型权重之外，无法合并进去。请下载适配器。',
  ],
  [
    /^PEFT has no such method: the file is our own, in PEFT's layout\.$/,
    'PEFT 没有这种方法：文件是我们自己的格式，布局与 PEFT 相同。',
  ],
  [/^Graft Studio alone$/, '只有 Graft Studio'],
  [
    /^PEFT runs prefixes on encoders up to transformers 5\.18 alone: later ones keep no keys and values there\.$/,
    'PEFT 只在 transformers 5.18 及更早版本的编码器上支持前缀：之后的版本不再保留键和值。',
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

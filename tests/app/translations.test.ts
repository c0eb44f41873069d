import { describe, expect, it } from 'vitest';
import { inChinese } from '../../src/app/i18n/catalog';
import { en } from '../../src/app/i18n/en';
import { zh } from '../../src/app/i18n/zh';

function values(sentence: string): string[] {
  return [...sentence.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? '').sort();
}

describe('the Chinese studio', () => {
  it('has every sentence of the English one, and no other', () => {
    expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
  });

  it('has no sentence that another of its name hides', () => {
    const files = import.meta.glob<Record<string, unknown>>('../../src/app/i18n/words/*.ts', {
      eager: true,
    });
    const hidden = Object.values(files).flatMap((words) =>
      Object.entries(words)
        .filter(([name]) => name.endsWith('En'))
        .flatMap(([, sentences]) => Object.entries(sentences as typeof en))
        .filter(([key, sentence]) => en[key as keyof typeof en] !== sentence),
    );
    expect(hidden).toEqual([]);
  });

  it('says the same values in each', () => {
    for (const [key, sentence] of Object.entries(en)) {
      expect(values(zh[key as keyof typeof en]), key).toEqual(values(sentence));
    }
  });

  it('leaves no sentence empty or in English', () => {
    const same = Object.entries(en).filter(([key, text]) => zh[key as keyof typeof en] === text);
    expect(same.map(([key]) => key).sort()).toEqual(
      ['mcc', 'r2', 'row', 'studio', 'memory'].sort(),
    );
    expect(Object.values(zh).filter((text) => text.trim() === '')).toEqual([]);
  });

  it('says what the engine tells of machine, model and exports, with its values', () => {
    const refusal = "LoRA changes the model's own weights; PEFT has no adapter file for that.";
    expect(inChinese(refusal)).toBe('LoRA 改动的是模型自身的权重；PEFT 没有对应的适配器文件。');
    expect(inChinese('WebGPU found no graphics adapter; 8 threads')).toBe(
      'WebGPU 没有找到显卡；CPU，8 个线程',
    );
    expect(inChinese('the graphics adapter (nvidia ampere) is the fastest path')).toBe(
      '显卡（nvidia ampere）是最快的途径',
    );
    expect(inChinese('4 threads, SIMD')).toBe('4 个线程，SIMD');
    expect(inChinese('a sentence that nobody knows')).toBe('a sentence that nobody knows');
  });
});

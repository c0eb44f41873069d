import { describe, expect, it } from 'vitest';
import { en } from '../../src/app/i18n/en';
import { zh } from '../../src/app/i18n/zh';

function values(sentence: string): string[] {
  return [...sentence.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? '').sort();
}

describe('the Chinese studio', () => {
  it('has every sentence of the English one, and no other', () => {
    expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
  });

  it('says the same values in each', () => {
    for (const [key, sentence] of Object.entries(en)) {
      expect(values(zh[key as keyof typeof en]), key).toEqual(values(sentence));
    }
  });

  it('leaves no sentence empty or in English', () => {
    const same = Object.entries(en).filter(([key, text]) => zh[key as keyof typeof en] === text);
    expect(same.map(([key]) => key).sort()).toEqual(['mcc', 'row', 'studio', 'memory'].sort());
    expect(Object.values(zh).filter((text) => text.trim() === '')).toEqual([]);
  });
});

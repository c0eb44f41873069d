import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import i18next, { type i18n } from 'i18next';
import { describe, expect, it } from 'vitest';
import { en } from '../../src/app/i18n/en';
import { errorRemedy, errorSentence, problemSentence } from '../../src/app/i18n/problems';
import { errorsZh } from '../../src/app/i18n/words/errors';
import { zh } from '../../src/app/i18n/zh';
import { makeProblem, problemError } from '../../src/engine/data';
import { toErrorRecord } from '../../src/engine/index';
import type { ProblemGroup } from '../../src/worker/protocol';

const SOURCES = join(import.meta.dirname, '../../src');

async function speaking(lng: 'en' | 'zh'): Promise<i18n['t']> {
  const language = i18next.createInstance();
  await language.init({
    lng,
    resources: { en: { translation: en }, zh: { translation: zh } },
    interpolation: { escapeValue: false },
  });
  return language.t;
}

function group(problem: ReturnType<typeof makeProblem>, count = 1): ProblemGroup {
  const { kind, severity, action, row, line, column, values, message } = problem;
  const example = { row: row ?? null, line: line ?? null, column: column ?? null, values, message };
  return { kind, severity, action, count, rows: 0, examples: [example] };
}

describe('problems in words', () => {
  const blank = makeProblem('blank-label', {}, { row: 214, column: 'category' });
  const variants = makeProblem('label-case-variants', { labels: ['Spam', 'spam'] });
  const open = makeProblem(
    'unclosed-quote',
    { rowsBefore: 213, byte: 31870, excerpt: ['a', 'b'], excerptRow: 213, excerptOffset: 0 },
    { row: 214 },
  );

  it('name row, column and what was done, in both languages', async () => {
    expect(problemSentence(await speaking('en'), group(blank))).toBe(
      'Row 214, category: empty. The row is left out.',
    );
    expect(problemSentence(await speaking('zh'), group(blank))).toBe(
      '第 214 行，category 列：为空。该行已略过。',
    );
  });

  it('write lists of values out', async () => {
    expect(problemSentence(await speaking('zh'), group(variants))).toContain('Spam, spam');
  });

  it('fall back to the engine’s English for a kind they do not know', async () => {
    const unknown = { ...group(blank), kind: 'brand-new' };
    expect(problemSentence(await speaking('zh'), unknown)).toBe(blank.message);
  });

  it('say an error with its file, its place and its remedy', async () => {
    const error = toErrorRecord(problemError(open, 'returns.csv'));
    const t = await speaking('zh');
    expect(errorSentence(t, error)).toContain('returns.csv');
    expect(errorSentence(t, error)).toContain('第 214 行');
    expect(errorSentence(t, error)).toContain('213');
    expect(errorRemedy(t, error)).toContain('引号');
  });

  it('leave an error of another area in the engine’s words until it has a sentence', async () => {
    const error = { type: 'error', code: 'x/y', message: 'So it is.', values: {}, remedy: 'Do.' };
    const t = await speaking('zh');
    expect(errorSentence(t, error as never)).toBe('So it is.');
    expect(errorRemedy(t, error as never)).toBe('Do.');
  });
});

describe('errors in Chinese', () => {
  it('have codes that the engine throws, and values that it gives', () => {
    const engine = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.startsWith('app'))
      .map((path) => readFileSync(join(SOURCES, path), 'utf8'))
      .join('\n');
    const codes = Object.keys(errorsZh).map((key) => key.replace(/^(error|remedy)_/, ''));
    expect(codes.filter((code) => !engine.includes(`'${code}'`))).toEqual([]);
  });
});

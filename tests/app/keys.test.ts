import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { en } from '../../src/app/i18n/en';
import { catalogZh } from '../../src/app/i18n/words/catalog';
import { describe as describeEngine, PROBLEM_KINDS } from '../../src/engine/index';

const APP = join(import.meta.dirname, '../../src/app');
const sources = readdirSync(APP, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path) && !path.startsWith('i18n'))
  .map((path) => readFileSync(join(APP, path), 'utf8'))
  .join('\n');
const helpers = readFileSync(join(APP, 'i18n/problems.ts'), 'utf8');
const keys = Object.keys(en);

describe('sentences', () => {
  it('has every one that the app asks for by name', () => {
    const asked = [...(sources + helpers).matchAll(/\bt\(\s*'([^']+)'/g)].map(
      ([, key]) => key ?? '',
    );
    expect(asked.filter((key) => !keys.includes(key))).toEqual([]);
  });

  it('has some for every family of names that is put together', () => {
    const families = [...(sources + helpers).matchAll(/\bt\(`([A-Za-z]+_)/g)].map(
      ([, name]) => name,
    );
    const lacking = families.filter((name) => !keys.some((key) => key.startsWith(name ?? '')));
    // Errors are English until their code has a sentence.
    expect(lacking.filter((name) => name !== 'error_' && name !== 'remedy_')).toEqual([]);
  });

  it('says every kind of problem a dataset can have, and its remedy where there is one', () => {
    const kinds = Object.entries(PROBLEM_KINDS);
    expect(
      kinds.filter(([kind]) => !keys.includes(`problem_${kind}`)).map(([kind]) => kind),
    ).toEqual([]);
    const errors = kinds.filter(([, { severity }]) => severity === 'error');
    expect(errors.filter(([kind]) => !keys.includes(`problemRemedy_${kind}`))).toEqual([]);
  });

  it('has the Chinese of every word of the catalog', () => {
    const words = new Set<string>();
    const collect = (value: unknown, key = ''): void => {
      if (typeof value === 'string' && ['label', 'summary', 'help', 'unit'].includes(key)) {
        words.add(value);
      } else if (typeof value === 'object' && value !== null) {
        for (const [name, inner] of Object.entries(value)) collect(inner, name);
      }
    };
    const { tasks, methods, optimizers, schedules, training } = describeEngine();
    collect(tasks.map(({ columns: _, ...task }) => task));
    collect([methods, optimizers, schedules, training]);
    const lacking = [...words].filter((word) => word !== '' && !(word in catalogZh));
    expect(lacking).toEqual([]);
  });
});

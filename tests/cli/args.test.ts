import { describe, expect, it } from 'vitest';
import { columnRoles, readArguments, seriesWanted, UsageError } from '../../src/cli/args';

describe('columns', () => {
  it('are roles with names that may hold = and spaces', () => {
    expect(columnRoles('text=my text,label=a=b')).toEqual({ text: 'my text', label: 'a=b' });
    expect(columnRoles(undefined)).toEqual({});
  });

  it('without a name, or named twice, are wrong usage', () => {
    for (const text of ['text', '=x', 'text=a,text=b'])
      expect(() => columnRoles(text)).toThrow(UsageError);
  });
});

describe('arguments', () => {
  it('are what the command takes', () => {
    const { command, args } = readArguments(['train', 'job.json', '--out', 'dir', '--resume']);
    expect([command, args.target, args.required('out')]).toEqual(['train', 'job.json', 'dir']);
    expect(args.flag('resume')).toBe(true);
    expect(() => args.required('task')).toThrow('--task is missing');
  });

  it('beyond that are wrong usage', () => {
    const calls = [['toString'], ['plan'], ['plan', 'a', 'b'], ['plan', 'a', '--out', 'x']];
    for (const call of calls) expect(() => readArguments(call)).toThrow(UsageError);
  });
});

describe('a series', () => {
  const wanted = (...options: string[]) =>
    seriesWanted(readArguments(['compare', 'job.json', '--out', 'dir', ...options]).args);

  it('differs in methods, seeds and folds', () => {
    expect(wanted('--methods', 'lora, full', '--seeds', '42,43', '--folds', '5')).toEqual({
      methods: [{ id: 'lora' }, { id: 'full' }],
      seeds: [42, 43],
      folds: 5,
    });
    expect(wanted('--seeds', '1')).toEqual({ methods: [], seeds: [1], folds: null });
  });

  it('that differs in nothing, or in what cannot be read, is wrong usage', () => {
    const calls = [[], ['--seeds', '1,1'], ['--seeds', 'a'], ['--seeds', '-1'], ['--folds', '2,3']];
    for (const options of calls)
      expect(() => wanted(...options), options.join(' ')).toThrow(UsageError);
  });
});

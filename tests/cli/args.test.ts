import { describe, expect, it } from 'vitest';
import { columnRoles, readArguments, UsageError } from '../../src/cli/args';

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

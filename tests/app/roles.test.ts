import { describe, expect, it } from 'vitest';
import { roleChoices, withRole } from '../../src/app/stores/roles';
import type { ColumnRole } from '../../src/worker/protocol';

const COLUMNS: readonly ColumnRole[] = [
  { key: 'text', label: 'Text', required: true },
  { key: 'target', label: 'Number', required: true, several: true },
];

function choices(roles: Readonly<Record<string, string>>): string[] {
  return roleChoices(COLUMNS, roles).map(({ key }) => key);
}

describe('roles of columns', () => {
  it('offer one place more than is taken where several columns may play one', () => {
    expect(choices({ text: 'a' })).toEqual(['text', 'target']);
    expect(choices({ text: 'a', target: 'b' })).toEqual(['text', 'target', 'target2']);
  });

  it('are taken from whoever had them', () => {
    expect(withRole(COLUMNS, { text: 'a', target: 'b' }, 'c', 'text')).toEqual({
      text: 'c',
      target: 'b',
    });
    expect(withRole(COLUMNS, { text: 'a', target: 'b' }, 'a', 'target')).toEqual({ target: 'a' });
  });

  it('move up where one of several is given up', () => {
    const three = { text: 'a', target: 'b', target2: 'c', target3: 'd' };
    expect(withRole(COLUMNS, three, 'b', '')).toEqual({ text: 'a', target: 'c', target2: 'd' });
    expect(withRole(COLUMNS, three, 'c', 'text')).toEqual({
      text: 'c',
      target: 'b',
      target2: 'd',
    });
  });
});

import { describe, expect, it } from 'vitest';
import { actionOf } from '../../src/app/keys';

function press(key: string, within = '', more: object = {}) {
  const target = { closest: (places: string) => places.split(/[\s,]+/).includes(within) || null };
  const event = { key, ctrlKey: false, metaKey: false, altKey: false, target, ...more };
  return actionOf(event as unknown as KeyboardEvent);
}

describe('shortcuts', () => {
  it('start, pause, help, panels by their place', () => {
    expect(press('Enter', '', { ctrlKey: true })).toBe('start');
    expect(press('Enter', '', { metaKey: true })).toBe('start');
    expect(press(' ')).toBe('pause');
    expect(press('?')).toBe('help');
    expect(press('1')).toEqual({ panel: 0 });
    expect(press('7')).toEqual({ panel: 6 });
  });

  it('leave alone what belongs to a field, a button or the browser', () => {
    for (const key of [' ', '?', '3']) expect(press(key, 'textarea')).toBeNull();
    expect(press('Enter', 'textarea', { ctrlKey: true })).toBeNull();
    expect(press(' ', 'button')).toBeNull();
    expect(press('3', 'button')).toEqual({ panel: 2 });
    expect(press('3', '', { ctrlKey: true })).toBeNull();
    for (const key of ['0', '8', 'a', 'Enter', '12']) expect(press(key)).toBeNull();
  });
});

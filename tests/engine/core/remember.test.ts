import { expect, it } from 'vitest';
import { remember } from '../../../src/engine/core/remember';

it('makes a result once for an owner and a key, and lets go of those asked for longest ago', () => {
  const memory = remember<object, string>(2);
  const [one, other] = [{}, {}];
  const made: string[] = [];
  const ask = (owner: object, key: string): string =>
    memory.get(owner, key, () => {
      made.push(key);
      return `${key} ${made.length}`;
    });
  expect([ask(one, 'a'), ask(one, 'a'), ask(other, 'a')]).toEqual(['a 1', 'a 1', 'a 2']);
  ask(one, 'b');
  ask(one, 'a');
  ask(one, 'c');
  expect(ask(one, 'a')).toBe('a 1');
  expect(ask(one, 'b')).toBe('b 5');
});

it('forgets a result that is still the one, and no later one', () => {
  const memory = remember<object, number>(1);
  const owner = {};
  let next = 0;
  const ask = (): number => memory.get(owner, 'k', () => next++);
  const first = ask();
  memory.forget(owner, 'k', first);
  const second = ask();
  memory.forget(owner, 'k', first);
  expect([first, second, ask()]).toEqual([0, 1, 1]);
});

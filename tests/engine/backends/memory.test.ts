import { expect, it } from 'vitest';
import { KernelMemory } from '../../../src/engine/backends/wasm/memory';

it('blocks are aligned, apart, and joined again when they are free', () => {
  const memory = new KernelMemory(false);
  const blocks = [100, 4, 64, 1000].map((bytes) => memory.allocate(bytes));
  expect(blocks.filter((address) => address % 64 !== 0)).toEqual([]);
  expect(new Set(blocks).size).toBe(4);
  const [a, b, c] = blocks as [number, number, number, number];
  memory.release(b);
  memory.release(a);
  memory.release(c);
  expect(memory.allocate(300)).toBe(a);
});

it('bytes in use come back to nothing, and the end is used again', () => {
  const memory = new KernelMemory(false);
  const first = memory.allocate(50_000);
  const second = memory.allocate(70_000);
  memory.release(first);
  memory.release(second);
  expect(memory.bytes()).toBe(0);
  expect(memory.allocate(1)).toBe(first);
});

it('growth keeps what is there and refreshes the views', () => {
  const memory = new KernelMemory(true);
  const address = memory.allocate(16);
  memory.floats().set([1, 2, 3, 4], address / 4);
  const before = memory.floats();
  memory.allocate(40 * 2 ** 20);
  expect(memory.floats()).not.toBe(before);
  expect([...memory.copyFloats(address, 4)]).toEqual([1, 2, 3, 4]);
});

it('more than there is says how much, and leaves the memory usable', () => {
  const memory = new KernelMemory(false);
  expect(() => memory.allocate(8 * 2 ** 30)).toThrowError(/no memory for 8193 MiB more/);
  const address = memory.allocate(64);
  expect(memory.copyFloats(address, 16)).toHaveLength(16);
});

import { expect, it } from 'vitest';

it('the page is cross-origin isolated, so that threads may share memory', () => {
  expect(crossOriginIsolated).toBe(true);
  expect(new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }).buffer).toBeInstanceOf(
    SharedArrayBuffer,
  );
});

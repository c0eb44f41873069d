import { expect, it } from 'vitest';
import { createTokenStore } from '../../../src/engine/session/tokenStore';

it('rows keep their tokens and types while they share buffers, the longest row too', () => {
  const store = createTokenStore();
  const rows = [3, 12, 100_000, 5, 12].map((length, row) => ({
    ids: Int32Array.from({ length }, (_, i) => row * 7 + i),
    types: Int32Array.from({ length }, (_, i) => Number(row === 3 && i > 2)),
  }));
  const kept = rows.map(({ ids, types }) => ({ ids: store.ids(ids), types: store.types(types) }));
  expect(kept).toEqual(rows);
  expect(kept[1]?.types).toBe(kept[4]?.types);
  expect(kept[0]?.ids.buffer).toBe(kept[1]?.ids.buffer);
});

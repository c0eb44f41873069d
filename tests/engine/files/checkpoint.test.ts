import { describe, expect, it } from 'vitest';
import { memorySource } from '../../../src/engine/core/bytes';
import { readCheckpoint, writeCheckpoint } from '../../../src/engine/files/checkpoint';
import { writeSafetensors } from '../../../src/engine/files/safetensors';
import { rejection } from './fixture';

const STATE = {
  jobHash: 'abc',
  step: 7,
  rng: { order: { key: 4_000_000_000, counter: -3, spare: 0.1 + 0.2 }, empty: null },
  data: { epoch: 1, next: 12, order: [3, 1, 2] },
};

function written(state = STATE) {
  const odd = Float32Array.of(-0, Number.NaN, Infinity, 1e-45);
  const tensors = new Map([
    ['weight', Float32Array.of(1 / 3)],
    ['moment/weight', odd],
  ]);
  return { tensors, source: memorySource(writeCheckpoint('c', tensors, state).bytes, 'c') };
}

describe('a checkpoint', () => {
  it('gives back state and tensors bit for bit', async () => {
    const { tensors, source } = written();
    const checkpoint = await readCheckpoint(source, 'abc');
    expect(checkpoint.state).toEqual(STATE);
    expect([...checkpoint.tensors].sort()).toEqual(['moment/weight', 'weight']);
    for (const [name, data] of tensors) {
      const read = await checkpoint.read(name);
      expect(new Uint32Array(read.buffer)).toEqual(new Uint32Array(data.buffer));
    }
  });

  it('of another job does not continue this one', async () => {
    const error = await rejection(readCheckpoint(written().source, 'other'));
    expect([error.code, error.message]).toEqual([
      'run/bad-checkpoint',
      'c belongs to another job.',
    ]);
    await readCheckpoint(written().source);
  });

  it.each([
    [
      'a newer version',
      { format: 'graft-checkpoint', version: '2', state: '{}' },
      /version 2; this studio reads up to 1/,
    ],
    ['no state', { format: 'graft-checkpoint', version: '1' }, /is not a checkpoint/],
    ['the weights of a model', { format: 'pt' }, /is not a checkpoint/],
    [
      'half a state',
      { format: 'graft-checkpoint', version: '1', state: '{"step":1}' },
      /no job hash/,
    ],
    ['a state of null', { format: 'graft-checkpoint', version: '1', state: 'null' }, /no job hash/],
  ])('that is %s is refused', async (_, metadata, message) => {
    const source = memorySource(writeSafetensors([], metadata as Record<string, string>), 'c');
    const error = await rejection(readCheckpoint(source));
    expect([error.code, error.message]).toEqual([
      'run/bad-checkpoint',
      expect.stringMatching(message),
    ]);
  });

  it('that was cut off is refused as such', async () => {
    const { source } = written();
    const cut = memorySource(await source.slice(0, source.byteLength - 1), 'c');
    expect((await rejection(readCheckpoint(cut))).code).toBe('checkpoint/truncated');
  });
});

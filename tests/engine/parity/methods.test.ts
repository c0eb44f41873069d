import { describe, expect, it } from 'vitest';
import { METHODS } from '../../../src/engine/tuning/registry';
import { EXECUTORS } from '../../support/executors';
import { expectPeftLayout, hasFile, METHOD_CASES, testMethod } from './methodParity';

/** Held against PyTorch by tinyBert.test.ts. */
const ELSEWHERE = ['full', 'freeze', 'head-only'];

it('every method of the registry is held against its reference', () => {
  const held = [...ELSEWHERE, ...Object.values(METHOD_CASES).map(({ method }) => method)];
  expect(Object.keys(METHODS).filter((id) => !held.includes(id as keyof typeof METHODS))).toEqual(
    [],
  );
});

describe.each(Object.entries(EXECUTORS))('on %s', { timeout: 60_000 }, (_executor, make) => {
  describe.each(Object.keys(METHOD_CASES))('%s equals its reference', (name) =>
    testMethod(name, make),
  );
});

const FILES = Object.keys(METHOD_CASES).filter((name) => hasFile(name) || name === 'bitfit');

describe.each(FILES)('a file of %s', (name) => {
  it('has the tensors of PEFT’s', () => expectPeftLayout(name));
});

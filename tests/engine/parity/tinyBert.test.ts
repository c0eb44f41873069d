import { describe } from 'vitest';
import { EXECUTORS } from '../../support/executors';
import { testTinyBert } from './tinyBertParity';

// What plays a GPU compiles kernels slowly.
describe.each(Object.entries(EXECUTORS))(
  '%s equals PyTorch',
  { timeout: 60_000 },
  (_name, makeExecutor) => testTinyBert(makeExecutor),
);

import { describe } from 'vitest';
import { webgpuMaker } from '../../support/webgpu';
import { METHOD_CASES, testMethod } from './methodParity';

// What plays a GPU compiles kernels slowly.
describe.each(Object.keys(METHOD_CASES))(
  '%s on webgpu equals its reference',
  { timeout: 60_000 },
  (name) => testMethod(name, webgpuMaker(navigator.gpu)),
);

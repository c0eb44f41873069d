import { describe } from 'vitest';
import { EXECUTORS, KERNEL_EXECUTORS } from '../../support/executors';
import { testNames } from './names';

describe.each(Object.entries({ ...EXECUTORS, ...KERNEL_EXECUTORS }))('%s', (_, make) =>
  testNames(make),
);

import { readFileSync } from 'node:fs';
import { describe } from 'vitest';
import { EXECUTORS, KERNEL_EXECUTORS } from '../../support/executors';
import { type CrfCase, testCrf } from './crfParity';

const cases = JSON.parse(readFileSync('tests/fixtures/parity/crf.json', 'utf8')) as CrfCase[];

describe.each(Object.entries({ ...KERNEL_EXECUTORS, ...EXECUTORS }))('%s', (_, make) =>
  testCrf(cases, make),
);

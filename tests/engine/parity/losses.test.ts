import { readFileSync } from 'node:fs';
import { describe } from 'vitest';
import { EXECUTORS, KERNEL_EXECUTORS } from '../../support/executors';
import { type LossFixture, testLosses } from './lossParity';

const given = JSON.parse(readFileSync('tests/fixtures/parity/losses.json', 'utf8')) as LossFixture;

describe.each(Object.entries({ ...KERNEL_EXECUTORS, ...EXECUTORS }))('%s', (_, make) =>
  testLosses(given, make),
);

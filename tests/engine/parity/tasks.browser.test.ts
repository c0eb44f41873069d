import { describe } from 'vitest';
import masked from '../../fixtures/parity/masked-lm.json';
import given from '../../fixtures/parity/tasks.json';
import { webgpuMaker } from '../../support/webgpu';
import { type TaskFixture, testTasks } from './tasksParity';

describe('webgpu', { timeout: 60_000 }, () => {
  for (const fixture of [given, masked])
    testTasks(fixture as unknown as TaskFixture, webgpuMaker(navigator.gpu));
});

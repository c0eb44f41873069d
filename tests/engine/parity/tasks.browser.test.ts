import { describe } from 'vitest';
import given from '../../fixtures/parity/tasks.json';
import { webgpuMaker } from '../../support/webgpu';
import { type TaskFixture, testTasks } from './tasksParity';

describe('webgpu', { timeout: 60_000 }, () =>
  testTasks(given as unknown as TaskFixture, webgpuMaker(navigator.gpu)),
);

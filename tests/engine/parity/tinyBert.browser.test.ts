import { describe } from 'vitest';
import { webgpuMaker } from '../../support/webgpu';
import { testTinyBert } from './tinyBertParity';

/** Runs that between them use every program; Node goes through all of them. */
const RUNS = ['full adamw 2', 'lora adam 1', 'freeze sgd 1'];

describe('webgpu equals PyTorch', () => {
  testTinyBert(webgpuMaker(navigator.gpu), ({ method, optimizer, accumulation }) =>
    RUNS.includes(`${method} ${optimizer} ${accumulation}`),
  );
});

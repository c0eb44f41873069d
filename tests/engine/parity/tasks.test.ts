import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TASKS } from '../../../src/engine/tasks/registry';
import { EXECUTORS } from '../../support/executors';
import { TASK_RUNS, type TaskFixture, testTasks } from './tasksParity';

const [given, masked] = ['tasks', 'masked-lm'].map(
  (name) => JSON.parse(readFileSync(`tests/fixtures/parity/${name}.json`, 'utf8')) as TaskFixture,
) as [TaskFixture, TaskFixture];

describe.each(Object.entries(EXECUTORS))('%s', { timeout: 60_000 }, (_, make) => {
  testTasks(given, make);
  testTasks(masked, make);
});

it('every task is held against its reference', () => {
  // Classification by itself has a fixture of its own: tinyBert.
  const held = ['sequence-classification', ...Object.values(TASK_RUNS).map(({ task }) => task)];
  expect(Object.keys(TASKS).filter((id) => !held.includes(id))).toEqual([]);
  const runs = [...given.runs, ...masked.runs];
  expect(runs.map(({ name }) => name).sort()).toEqual(Object.keys(TASK_RUNS).sort());
});

import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createPlayground,
  errorOf,
  eventsOf,
  lossesOf,
  type Outcome,
  type Playground,
} from './runner';

let here: Playground;
beforeAll(async () => {
  here = await createPlayground();
});
afterAll(() => here.remove());

/** Does `act` once, when `step` has been told. */
function atStep(step: number, act: (child: ChildProcess) => void) {
  let done = false;
  return (text: string, child: ChildProcess): void => {
    if (done || !text.includes(`"type":"step"`) || !text.includes(`"step":${step},`)) return;
    done = true;
    act(child);
  };
}

const train = (name: string, out: string, ...more: string[]): string[] => [
  'train',
  name,
  '--out',
  out,
  ...more,
];

const adapterOf = (run: string): Promise<Buffer> =>
  readFile(here.path(run, 'adapter/adapter_model.safetensors'));

describe('a run that broke off', () => {
  let whole: Outcome;
  beforeAll(async () => {
    const often = { maxSteps: 8, evaluateEvery: 4, checkpointEvery: 2 };
    whole = await here.graft(train(await here.job('job.json', {}, often), 'whole'));
  });

  it('by an interrupt exits with 130, and resumed equals the uninterrupted run bit for bit', async () => {
    const first = await here.graft(
      train('job.json', 'parts'),
      atStep(3, (child) => child.kill('SIGINT')),
    );
    expect(first.code).toBe(130);
    expect(eventsOf(first.out).at(-1)).toMatchObject({ type: 'finished', status: 'paused' });
    expect(existsSync(here.path('parts/adapter'))).toBe(false);
    const rest = await here.graft(train('parts/job.json', 'parts', '--resume'));
    expect(rest.code).toBe(0);
    expect(lossesOf(rest.out).length).toBeGreaterThan(0);
    expect([...lossesOf(first.out), ...lossesOf(rest.out)]).toEqual(lossesOf(whole.out));
    expect(await readFile(here.path('parts/events.jsonl'), 'utf8')).toBe(first.out + rest.out);
    expect(new Set(eventsOf(first.out + rest.out).map(({ runId }) => runId)).size).toBe(1);
    expect((await adapterOf('parts')).equals(await adapterOf('whole'))).toBe(true);
  });

  it('by being killed tells each step once after it is resumed', async () => {
    const killed = await here.graft(
      train('job.json', 'killed'),
      atStep(5, (child) => child.kill('SIGKILL')),
    );
    expect(killed.code).toBe(null);
    const rest = await here.graft(train('job.json', 'killed', '--resume'));
    expect(rest.code).toBe(0);
    const events = await readFile(here.path('killed/events.jsonl'), 'utf8');
    expect(lossesOf(events)).toEqual(lossesOf(whole.out));
    expect((await adapterOf('killed')).equals(await adapterOf('whole'))).toBe(true);
  });

  it('has nothing left to do once it is complete, and says so', async () => {
    const files = ['events.jsonl', 'summary.json', 'adapter/README.md'];
    const read = () => Promise.all(files.map((file) => readFile(here.path('whole', file), 'utf8')));
    const before = await read();
    const again = await here.graft(train('job.json', 'whole', '--resume'));
    expect(again).toMatchObject({ code: 0, out: '' });
    expect(again.err).toContain('the run in whole is complete: its 6 steps are done');
    expect(await read()).toEqual(before);
  });

  it('that lacks nothing but its result gets it when it is resumed', async () => {
    const wanted = await adapterOf('whole');
    await rm(here.path('whole/adapter'), { recursive: true });
    const again = await here.graft(train('job.json', 'whole', '--resume'));
    expect(again.code).toBe(0);
    expect((await adapterOf('whole')).equals(wanted)).toBe(true);
  });

  it('is not begun anew in its own folder', async () => {
    const before = await readFile(here.path('whole/events.jsonl'));
    const again = await here.graft(train('job.json', 'whole'));
    expect(again.code).toBe(1);
    expect(errorOf(again)).toMatchObject({ code: 'run/exists' });
    expect((await readFile(here.path('whole/events.jsonl'))).equals(before)).toBe(true);
  });

  it('belongs to its job: another does not continue it', async () => {
    const before = await readFile(here.path('whole/events.jsonl'));
    const name = await here.job('other.json', {}, { epochs: 4 });
    const [other, nothing] = await Promise.all([
      here.graft(train(name, 'whole', '--resume')),
      here.graft(train(name, 'nowhere', '--resume')),
    ]);
    expect([other.code, nothing.code]).toEqual([1, 1]);
    expect(errorOf(other)).toMatchObject({ code: 'run/bad-checkpoint' });
    expect((await readFile(here.path('whole/events.jsonl'))).equals(before)).toBe(true);
    expect(errorOf(nothing)).toMatchObject({ code: 'run/no-checkpoint' });
    expect(existsSync(here.path('nowhere'))).toBe(false);
  });
});

describe('a run whose reader went away', () => {
  it('ends with a checkpoint, as if it had been interrupted', async () => {
    const name = await here.job('pipe.json', {}, { epochs: 2000, evaluateEvery: null });
    const { code } = await here.graft(
      ['train', name, '--out', 'pipe'],
      atStep(2, (child) => child.stdout?.destroy()),
    );
    expect(code).toBe(130);
    expect(existsSync(here.path('pipe/checkpoint/checkpoint.safetensors'))).toBe(true);
  });
});

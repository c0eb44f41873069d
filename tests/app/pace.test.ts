import { describe, expect, it } from 'vitest';
import { type PacedProgress, paced } from '../../src/app/stores/pace';
import type { Progress } from '../../src/worker/protocol';

function at(done: number, more: Partial<Progress> = {}): Progress {
  return { activity: 'reading', name: 'a.csv', done, total: 1000, unit: 'bytes', ...more };
}

function reported(...reports: readonly [Progress, number][]): PacedProgress | undefined {
  return reports.reduce<PacedProgress | undefined>(
    (before, [progress, now]) => paced(before, progress, now),
    undefined,
  );
}

describe('pace of progress', () => {
  it('says no rate before it can be known', () => {
    expect(reported([at(100), 0])).toMatchObject({ rate: null, secondsLeft: null });
    expect(reported([at(100), 0], [at(200), 100])).toMatchObject({ rate: null });
  });

  it('says rate and time left from what was really done', () => {
    expect(reported([at(100), 0], [at(200), 500], [at(300), 1000])).toMatchObject({
      rate: 200,
      secondsLeft: 3.5,
    });
  });

  it('begins anew with every pass over a file', () => {
    const hashing = reported([at(0), 0], [at(900), 1000], [at(10, { activity: 'hashing' }), 1100]);
    expect(hashing).toMatchObject({ since: 1100, from: 10, rate: null });
    expect(reported([at(0), 0], [at(900), 1000], [at(10), 1100])).toMatchObject({ since: 1100 });
  });

  it('knows no end where there is none', () => {
    const endless = reported([at(0, { total: null }), 0], [at(500, { total: null }), 1000]);
    expect(endless).toMatchObject({ rate: 500, secondsLeft: null });
  });
});

import { describe, expect, it } from 'vitest';
import { axisTicks, shortNumber } from '../../src/app/charts/axisText';
import { curveOf, endOf, lossTicks } from '../../src/app/charts/curve';
import { placeLabels } from '../../src/app/charts/labels';
import { smoothed, thinned } from '../../src/app/charts/thin';
import { linearTicks, logTicks, roundUp } from '../../src/app/charts/ticks';
import type { StepPoint } from '../../src/app/stores/runState';

function points(losses: readonly number[]): StepPoint[] {
  return losses.map((loss, i) => ({
    step: i + 1,
    epoch: (i + 1) / 10,
    time: 100 * (i + 1),
    tokens: 50 * (i + 1),
    loss,
    gradNorm: 1,
    learningRate: 1e-4,
    tokensPerSecond: 500,
  }));
}

const how = { axis: 'step', factor: 0.9, steps: 0 } as const;

describe('thinning', () => {
  it('leaves short series whole, and long ones short with their ends', () => {
    expect(thinned([3, 1, 2], 10)).toEqual([0, 1, 2]);
    const many = thinned(new Float64Array(10_000), 100);
    expect(many).toHaveLength(100);
    expect([many[0], many.at(-1)]).toEqual([0, 9999]);
    expect(many).toEqual([...new Set(many)].sort((a, b) => a - b));
  });

  it('keeps the one peak among thousands of values', () => {
    const values = new Float64Array(5000);
    values[3210] = 9;
    expect(thinned(values, 60)).toContain(3210);
  });
});

describe('smoothing', () => {
  it('is the series itself without a factor, and flat on a flat one from its first value', () => {
    expect(smoothed([3, 1, 2], 0)).toEqual([3, 1, 2]);
    for (const value of smoothed([2, 2, 2, 2], 0.99)) expect(value).toBeCloseTo(2, 12);
  });

  it('weighs earlier values less', () => {
    // Weights 1 and 1/2 of 0 and 3: (0 · 1/2 + 3 · 1) / 1.5.
    expect(smoothed([0, 3], 0.5)[1]).toBeCloseTo(2, 12);
  });
});

describe('a curve', () => {
  it('is short enough to draw, with every validation at its own step', () => {
    const series = points(Array.from({ length: 3000 }, (_, i) => 1 + Math.sin(i)));
    const validations = [500, 1234, 2999].map((step) => ({ step, loss: 0.5 }));
    const { rows } = curveOf(series, validations, how);
    expect(rows.length).toBeLessThan(370);
    const scored = rows.filter(({ validation }) => validation !== undefined);
    expect(scored.map(({ step }) => step)).toEqual([500, 1234, 2999]);
    expect(rows.map(({ x }) => x)).toEqual([...rows.map(({ x }) => x)].sort((a, b) => a - b));
  });

  it('stands on any axis, whose end is that of the plan', () => {
    const series = points([3, 2, 1, 1]);
    expect(curveOf(series, [], { ...how, axis: 'time' }).rows.map(({ x }) => x)).toEqual([
      100, 200, 300, 400,
    ]);
    expect(endOf(series, 'step', 8)).toBe(8);
    expect(endOf(series, 'epoch', 8)).toBeCloseTo(0.8, 12);
    expect(endOf(series, 'tokens', 8)).toBe(400);
    expect(endOf([], 'time', 8)).toBe(1);
  });

  it('spans what is usual, not a single peak', () => {
    const losses = Array.from({ length: 200 }, () => 1);
    losses[100] = 50;
    expect(curveOf(points(losses), [], how).high).toBeLessThan(10);
  });

  it('has an axis before there is a point', () => {
    const { rows, low, high } = curveOf([], [], { ...how, steps: 40 });
    expect(rows).toEqual([]);
    expect(lossTicks({ low, high: Math.max(high, Math.log(5)) }, false)).toEqual([
      0, 0.5, 1, 1.5, 2,
    ]);
    expect(lossTicks({ low, high }, true).length).toBeGreaterThan(0);
  });
});

describe('ticks', () => {
  it('are round', () => {
    expect(roundUp(0.31)).toBe(0.5);
    expect(roundUp(1)).toBe(1);
    expect(linearTicks(0.97)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(logTicks(0.06, 1.7)).toEqual([0.05, 0.1, 0.2, 0.5, 1, 2]);
    expect(logTicks(0.0001, 1)).toEqual([0.0001, 0.001, 0.01, 0.1, 1]);
  });

  it('end at the end of the plan and leave room before it', () => {
    expect(axisTicks('step', 420, 6)).toEqual([0, 100, 200, 300, 420]);
    expect(axisTicks('step', 3, 6)).toEqual([0, 1, 2, 3]);
    expect(axisTicks('time', 95_000, 6)).toEqual([0, 30_000, 60_000, 95_000]);
  });

  it('are written short', () => {
    expect([0, 4e-4, 1.6e-4, 0.5234, 380.4, 5912].map(shortNumber)).toEqual([
      '0',
      '4e-4',
      '1.6e-4',
      '0.52',
      '380',
      '5,912',
    ]);
  });
});

describe('labels', () => {
  it('move apart, the upper one stays', () => {
    expect(placeLabels([100, 104], 16)).toEqual([100, 116]);
    expect(placeLabels([104, 100], 16)).toEqual([116, 100]);
    expect(placeLabels([10, 100], 16)).toEqual([10, 100]);
  });
});

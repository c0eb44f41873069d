import { describe, expect, it } from 'vitest';
import { spreadText } from '../../src/app/panels/bakeOff/spreadText';

const said = (metric: string, mean: number, deviation: number | null): string =>
  spreadText(metric, { mean, deviation, count: 3 }).replaceAll('\u00a0', ' ');

describe('a mean with its deviation', () => {
  it('is said in percent where the metric is a share', () => {
    expect(said('accuracy', 0.8421, 0.0131)).toBe('84.2 % ± 1.3');
    expect(said('accuracy', 0.8421, null)).toBe('84.2 %');
  });

  it('is known no better than the deviation is', () => {
    expect(said('r2', 0.61284, 0.02079)).toBe('0.613 ± 0.021');
    expect(said('r2', -0.61284, 0.3)).toBe('-0.61 ± 0.30');
    expect(said('mae', 123.456, 7.891)).toBe('123.5 ± 7.9');
    expect(said('mae', 1234.56, 78.91)).toBe('1,235 ± 78.91');
    expect(said('mcc', 0.5, 0)).toBe('0.5 ± 0');
    expect(said('mcc', 0.5, 1e-9)).toBe('0.500000 ± 0.000000');
  });
});

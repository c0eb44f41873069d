import type { TFunction } from 'i18next';
import { timeText } from '../format';
import type { Axis } from './curve';
import { clockTicks, ticksTo } from './ticks';

/** A value of the x axis in its own unit: 210, 3.5, 1:40, 12k. */
export function axisText(axis: Axis, value: number): string {
  if (axis === 'time') return timeText(value / 1000);
  if (axis === 'epoch') return String(Number(value.toFixed(1)));
  if (value >= 1e6) return `${Number((value / 1e6).toFixed(1))}\u00a0M`;
  return value >= 1e4 ? `${Math.round(value / 1e3)}\u00a0k` : String(Math.round(value));
}

/** The last tick names what the axis counts. */
export function axisEnd(t: TFunction, axis: Axis, value: number): string {
  return t(`axisEnd_${axis}`, { value: axisText(axis, value) });
}

/** Round ticks of an axis, the last one its end. */
export function axisTicks(axis: Axis, end: number, count: number): number[] {
  return axis === 'time' ? clockTicks(end, count) : ticksTo(end, count, axis !== 'epoch');
}

/** 4e-4, 1.6e-4, 0.52, 5,912. */
export function shortNumber(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size < 0.01) return value.toExponential(1).replace('.0e', 'e');
  if (size < 100) return String(Number(value.toPrecision(2)));
  return Math.round(value).toLocaleString('en-US');
}

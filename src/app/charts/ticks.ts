/** Steps that read well on a clock, in milliseconds. */
const CLOCK = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200].map(
  (seconds) => 1000 * seconds,
);

/** The smallest 1, 2 or 5 times a power of ten that is not below `value`. */
export function roundUp(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = [1, 2, 5, 10].find((round) => round * power >= value * (1 - 1e-9)) ?? 10;
  return clean(factor * power);
}

/** Round ticks from 0 to `end`, about `count` of them; the end itself comes last. */
export function ticksTo(end: number, count: number, whole: boolean): number[] {
  const rough = roundUp(end / count);
  return spaced(whole ? Math.max(1, rough) : rough, end);
}

/** Ticks of a time axis in milliseconds. */
export function clockTicks(end: number, count: number): number[] {
  return spaced(CLOCK.find((step) => step >= end / count) ?? 3600e3, end);
}

function spaced(step: number, end: number): number[] {
  const ticks: number[] = [];
  // A tick too near to the end would write over its label.
  for (let i = 0; i * step < end - 0.6 * step; i++) ticks.push(clean(i * step));
  return [...ticks, end];
}

/** Four or five round ticks from 0 up to the first one not below `top`. */
export function linearTicks(top: number): number[] {
  const step = [5, 4, 3]
    .map((count) => roundUp(top / count))
    .reduce((best, next) => (waste(next, top) < waste(best, top) ? next : best));
  return Array.from({ length: Math.ceil(top / step - 1e-9) + 1 }, (_, i) => clean(i * step));
}

function waste(step: number, top: number): number {
  return Math.ceil(top / step - 1e-9) * step - top;
}

/** 1, 2 and 5 times powers of ten around what lies between `low` and `high`. */
export function logTicks(low: number, high: number): number[] {
  const ticks: number[] = [];
  for (let power = -8; power <= 8; power++)
    for (const factor of [1, 2, 5]) ticks.push(clean(factor * 10 ** power));
  const first = Math.max(
    0,
    ticks.findLastIndex((tick) => tick <= low),
  );
  const last = ticks.findIndex((tick) => tick >= high);
  const found = ticks.slice(first, last < 0 ? undefined : last + 1);
  // Over more than three decades only the decades themselves.
  return found.length > 10 ? found.filter((tick) => Number.isInteger(Math.log10(tick))) : found;
}

/** Without the dust of floating point. */
function clean(value: number): number {
  return Number(value.toPrecision(12));
}

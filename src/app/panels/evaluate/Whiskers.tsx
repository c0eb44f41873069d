/** A value on a scale from 0 to 1. */
interface Point {
  /** 0 to 1; null where there is none. */
  readonly value: number | null;
  /** What lies between is 95 % likely. */
  readonly interval: readonly [number, number] | null;
}

/** Base and tuned on a scale from 0 to 1, each with its interval. */
export function Whiskers({ base, tuned }: { readonly base: Point; readonly tuned: Point }) {
  return (
    <svg width="100%" height="16" aria-hidden>
      <path d="M0 8H1000" stroke="var(--line)" />
      <Whisker {...base} colour="var(--base)" />
      <Whisker {...tuned} colour="var(--tuned)" />
    </svg>
  );
}

function Whisker({ value, interval, colour }: Point & { readonly colour: string }) {
  if (value === null) return null;
  const at = (place: number): string => `${Math.max(0, Math.min(100, 100 * place))}%`;
  const [low, high] = interval ?? [value, value];
  return (
    <>
      <line x1={at(low)} x2={at(high)} y1={8} y2={8} stroke={colour} strokeWidth={1.5} />
      <line x1={at(low)} x2={at(low)} y1={4} y2={12} stroke={colour} strokeWidth={1.5} />
      <line x1={at(high)} x2={at(high)} y1={4} y2={12} stroke={colour} strokeWidth={1.5} />
      <circle cx={at(value)} cy={8} r={4} fill={colour} />
    </>
  );
}

interface Props {
  /** 0 to 1; null where there is none. */
  readonly value: number | null;
  /** What lies between is 95 % likely. */
  readonly interval: readonly [number, number] | null;
  readonly colour: string;
}

/** A value on a scale from 0 to 1, with its interval. */
export function Whisker({ value, interval, colour }: Props) {
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

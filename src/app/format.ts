/** 214 MB, 1.3 GB, 84 kB. */
export function bytesText(bytes: number): string {
  if (bytes < 1e3) return `${bytes}\u00a0B`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(0)}\u00a0kB`;
  if (bytes < 1e9) return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)}\u00a0MB`;
  return `${(bytes / 1e9).toFixed(1)}\u00a0GB`;
}

/** 22.7 M, 333,701. */
export function countText(count: number): string {
  return count >= 1e6 ? `${(count / 1e6).toFixed(1)}\u00a0M` : count.toLocaleString('en-US');
}

/** 712, 100,000. */
export function wholeText(count: number): string {
  return count.toLocaleString('en-US');
}

/** 1:40, 0:07. */
export function timeText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** 1.5 %, < 0.01 %. */
export function percentText(share: number, digits = 1): string {
  const percent = 100 * share;
  if (percent === 0 || percent === 100) return `${percent}\u00a0%`;
  if (percent > 0 && percent < 0.01) return '<\u00a00.01\u00a0%';
  return `${percent < 1 && percent > 0 ? percent.toFixed(2) : percent.toFixed(digits)}\u00a0%`;
}

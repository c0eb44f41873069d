import i18next from 'i18next';

/** 214 MB, 1.3 GB, 84 kB. */
export function bytesText(bytes: number): string {
  if (bytes < 1e3) return `${bytes}\u00a0B`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(0)}\u00a0kB`;
  if (bytes < 1e9) return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)}\u00a0MB`;
  return `${(bytes / 1e9).toFixed(1)}\u00a0GB`;
}

/** 22.7 M, 333,701; Chinese counts large numbers in ten thousands, 2270 万. */
export function countText(count: number): string {
  if (count < 1e6) return wholeText(count);
  if (i18next.language === 'zh') return `${Math.round(count / 1e4)}\u00a0万`;
  return `${(count / 1e6).toFixed(1)}\u00a0M`;
}

/** 712, 100,000. */
export function wholeText(count: number): string {
  return count.toLocaleString('en-US');
}

/** 1:40, 0:07; what takes less than a second is not said to take none. */
export function timeText(seconds: number): string {
  const whole = Math.max(seconds > 0 ? 1 : 0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** 1.5 %, < 0.01 %, > 99 %: what is not all is not said to be. */
export function percentText(share: number, digits = 1): string {
  const percent = 100 * share;
  if (percent === 0 || percent === 100) return `${percent}\u00a0%`;
  if (percent > 0 && percent < 0.01) return '<\u00a00.01\u00a0%';
  if (percent < 100 && Number(percent.toFixed(digits)) === 100)
    return `>\u00a0${digits === 0 ? 99 : 99.9}\u00a0%`;
  return `${percent < 1 && percent > 0 ? percent.toFixed(2) : percent.toFixed(digits)}\u00a0%`;
}

/** Sentences one after another; Chinese ones need no space between them. */
export function paragraph(sentences: readonly (string | false | null | undefined)[]): string {
  return sentences
    .filter(Boolean)
    .join(' ')
    .replace(/([。；]) /g, '$1');
}

/** 0.412, 11,324: a loss to what matters of it. */
export function lossText(loss: number): string {
  return Math.abs(loss) < 1000 ? loss.toFixed(3).replace('-', '−') : wholeText(Math.round(loss));
}

/** 1.2e-7, 0: a difference to what matters of it. */
export function differenceText(difference: number): string {
  return difference === 0 ? '0' : difference.toExponential(1);
}

/** 5e-5, 0.01. */
export function rateText(rate: number): string {
  return rate > 0 && rate < 0.01 ? rate.toExponential() : String(rate);
}

export const ROW_HEIGHT = 36;
/** Rows asked for at once, and how far the window moves at a time. */
export const WINDOW_ROWS = 120;
const STRIDE = 40;
/** Browsers lay out elements up to about this height; taller tables scroll faster instead. */
const TALLEST = 12_000_000;

/** Which rows are in sight of a table scrolled to `top`, and how tall the whole of it is. */
export interface RowWindow {
  readonly first: number;
  /** Where to ask for rows; moves in strides, so that few scroll events ask anew. */
  readonly start: number;
  readonly height: number;
  /** Where a row lies, so that the first one in sight is where it is scrolled to. */
  offset(row: number): number;
}

/** The window of a table of `total` rows. */
export function rowWindow(top: number, total: number): RowWindow {
  const full = total * ROW_HEIGHT;
  const height = Math.min(full, TALLEST);
  const ratio = height > 0 ? full / height : 1;
  const first = Math.min(Math.max(0, total - 1), Math.floor((top * ratio) / ROW_HEIGHT));
  const start = Math.max(0, Math.floor(first / STRIDE) * STRIDE - STRIDE);
  const offset = (row: number): number =>
    Math.max(0, (first * ROW_HEIGHT) / ratio - (first - row) * ROW_HEIGHT);
  return { first, start, height, offset };
}

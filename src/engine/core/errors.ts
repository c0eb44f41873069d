/** What an error talks about: file, row, column, tensor, expected and found values. JSON only. */
export type ErrorValues = Readonly<
  Record<string, string | number | boolean | null | readonly string[]>
>;

/**
 * The one error a person may see. `message` says what was found and what was expected, `remedy`
 * what to do, `values` where (file, row, column, tensor): the UI and the runner show all three.
 * `code` is `area/what` (`data/empty-file`, `checkpoint/shape-mismatch`) and never changes.
 */
export class EngineError extends Error {
  readonly code: string;
  readonly values: ErrorValues;
  readonly remedy: string;

  constructor(code: string, message: string, values: ErrorValues = {}, remedy = '') {
    super(message);
    this.name = 'EngineError';
    this.code = code;
    this.values = values;
    this.remedy = remedy;
  }
}

/** An error as plain JSON, for a worker boundary, a log line or stderr. */
export interface ErrorRecord {
  readonly type: 'error';
  readonly code: string;
  readonly message: string;
  readonly values: ErrorValues;
  readonly remedy: string;
}

/** Any thrown value as an ErrorRecord; what is not an EngineError becomes `internal/unexpected`. */
export function toErrorRecord(error: unknown): ErrorRecord {
  if (error instanceof EngineError) {
    const { code, message, values, remedy } = error;
    return { type: 'error', code, message, values, remedy };
  }
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error && error.stack ? error.stack : '';
  return {
    type: 'error',
    code: 'internal/unexpected',
    message,
    values: { stack },
    remedy: 'This is a fault of the studio. Nothing you loaded or trained is lost; try again.',
  };
}

/** The EngineError that a record was made from; the inverse of {@link toErrorRecord}. */
export function fromErrorRecord(record: ErrorRecord): EngineError {
  return new EngineError(record.code, record.message, record.values, record.remedy);
}

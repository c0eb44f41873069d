import { EngineError, type ProblemReport, toErrorRecord } from '../engine/index';

let closed = false;
let onClosed = (): void => {
  process.exit(0);
};

// A reader that has seen enough (head, less) closes the pipe: that ends the output, not in an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  closed = true;
  onClosed();
});
process.stderr.on('error', () => {});

/** What to do when nobody reads stdout any more; without it the runner ends. */
export function whenClosed(handler: () => void): void {
  onClosed = handler;
}

/** One JSON line on stdout. */
export function printLine(value: unknown): void {
  if (!closed) process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** An indented JSON value on stdout. */
export function printJson(value: unknown): void {
  if (!closed) process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** A line for a person on stderr. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** An error as a JSON line on stderr. */
export function printError(error: unknown): void {
  note(JSON.stringify(toErrorRecord(systemError(error) ?? error)));
}

/** What was found in the data: the first problem of each kind, and how many more there are. */
export function noteProblems({ list, counts, rowsLeftOut }: ProblemReport): void {
  for (const [kind, count] of Object.entries(counts)) {
    const first = list.find((problem) => problem.kind === kind);
    if (!first) continue;
    const where = first.file === undefined ? '' : `${first.file}: `;
    note(`${first.severity}: ${where}${first.message}${count > 1 ? ` (${count} in all)` : ''}`);
  }
  if (rowsLeftOut > 0) note(`${rowsLeftOut} ${rowsLeftOut === 1 ? 'row is' : 'rows are'} left out`);
}

const REMEDIES: Readonly<Record<string, string>> = {
  ENOSPC: 'Free some space on the disk; a run goes on from its last checkpoint with --resume.',
  EDQUOT: 'Free some space; a run goes on from its last checkpoint with --resume.',
  EACCES: 'Check the rights of the file and its folder.',
  EPERM: 'Check the rights of the file and its folder.',
  EROFS: 'Choose a folder that can be written to.',
  ENOTDIR: 'A part of the path is a file; choose another path.',
  EEXIST: 'A file has this name already; choose another path.',
  EISDIR: 'This is a folder; name a file.',
  ENOENT: 'Check the path.',
};

/** A fault of the file system in words; null for anything else. */
function systemError(error: unknown): EngineError | null {
  const { code = '', path = '', message = '' } = (error ?? {}) as NodeJS.ErrnoException;
  const remedy = REMEDIES[code];
  if (error instanceof EngineError || !remedy) return null;
  const what = message.includes(path) ? message : `${path}: ${message}`;
  return new EngineError('file/system', what, { file: path, errno: code }, remedy);
}

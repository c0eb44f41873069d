import { type RunEvent, toErrorRecord } from '../engine/index';

/** One JSON line on stdout. */
export function printLine(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** An indented JSON value on stdout. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** An error as a JSON line on stderr. */
export function printError(error: unknown): void {
  process.stderr.write(`${JSON.stringify(toErrorRecord(error))}\n`);
}

/** A line for a person on stderr: rewritten in place on a terminal, else one per evaluation. */
export function showProgress(event: RunEvent, steps: number): void {
  const terminal = process.stderr.isTTY === true;
  if (event.type === 'step' && terminal) {
    process.stderr.write(`\rstep ${event.step}/${steps}  loss ${event.loss.toFixed(4)}  `);
  }
  if (event.type === 'evaluation') {
    const { accuracy } = event.metrics;
    const score = typeof accuracy === 'number' ? `  accuracy ${accuracy.toFixed(4)}` : '';
    const start = terminal ? '\r' : '';
    process.stderr.write(
      `${start}step ${event.step}/${steps}  ${event.split} loss ${event.loss.toFixed(4)}${score}\n`,
    );
  }
}

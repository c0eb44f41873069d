import type { RunEvent } from '../engine/index';
import { note } from './output';

/** Milliseconds between two drawings of the line. */
const REDRAW_AFTER = 100;

/** A progress line on stderr: rewritten in place on a terminal, else one line an evaluation. */
export interface ProgressLine {
  /** Work before the first step: how far, how fast, and the time left. */
  prepare(what: string, done: number, total: number): void;
  /** Takes the line away, for what is printed next. */
  clear(): void;
  show(event: RunEvent): void;
}

export function createProgressLine(): ProgressLine {
  const terminal = process.stderr.isTTY === true;
  let drawnAt = 0;
  let steps = 0;
  let resumedFrom = 0;
  let pass = { what: '', done: 0, first: 0, begin: 0 };
  const draw = (line: string): void => {
    const now = performance.now();
    if (!terminal || now - drawnAt < REDRAW_AFTER) return;
    drawnAt = now;
    process.stderr.write(`\r\x1b[K${line}`);
  };
  const finish = (line: string): void => note(terminal ? `\r\x1b[K${line}` : line);
  return {
    prepare(what, done, total) {
      if (pass.what !== what || done < pass.done)
        pass = { what, done, first: done, begin: performance.now() };
      pass.done = done;
      const seconds = (performance.now() - pass.begin) / 1000;
      const rate = (done - pass.first) / seconds;
      const pace =
        seconds > 1 && rate > 0
          ? `  ${Math.round(rate)}/s  ${sayTime((1000 * (total - done)) / rate)} left`
          : '';
      draw(`${what} ${done}/${total}${pace}`);
    },
    clear() {
      if (terminal) process.stderr.write('\r\x1b[K');
    },
    show(event) {
      if (event.type === 'started') ({ steps, resumedFrom } = event);
      if (event.type === 'step') {
        const left = ((steps - event.step) * event.time) / Math.max(1, event.step - resumedFrom);
        const rate = Math.round((1000 * event.tokens) / Math.max(1, event.milliseconds));
        draw(
          `step ${event.step}/${steps}  loss ${event.loss.toFixed(4)}  ${rate} tokens/s  ${sayTime(left)} left`,
        );
      }
      if (event.type === 'evaluation') {
        const { accuracy } = event.metrics;
        const score = typeof accuracy === 'number' ? `  accuracy ${accuracy.toFixed(4)}` : '';
        finish(`step ${event.step}/${steps}  ${event.split} loss ${event.loss.toFixed(4)}${score}`);
      }
      if (event.type === 'trouble' && event.trouble)
        finish(`step ${event.step}/${steps}  ${event.trouble.code}`);
      if (event.type === 'finished') {
        const time = sayTime(1000 * event.summary.seconds);
        finish(`${event.status} after ${event.step} of ${steps} steps, ${time}`);
      }
    },
  };
}

function sayTime(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${seconds % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

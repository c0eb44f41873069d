import type { Job, RunEvent, RunRecord } from '../../worker/protocol';

/** A job as the file that opens here and on the command line. */
export function jobText(job: Job): string {
  return `${JSON.stringify(job, null, 2)}\n`;
}

/** {@link jobText} to be downloaded. */
export function jobBlob(job: Job): Blob {
  return new Blob([jobText(job)], { type: 'application/json' });
}

/** A run's events, one JSON value a line. */
export function eventsBlob(events: readonly RunEvent[]): Blob {
  const lines = events.map((event) => `${JSON.stringify(event)}\n`);
  return new Blob(lines, { type: 'application/jsonl' });
}

/** What came of a run. */
export function summaryBlob({ runId, status, summary }: RunRecord): Blob {
  const text = `${JSON.stringify({ runId, status, ...summary }, null, 2)}\n`;
  return new Blob([text], { type: 'application/json' });
}

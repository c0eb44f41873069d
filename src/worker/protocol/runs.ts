import type { ErrorRecord } from '../../engine/core/errors';
import type { Histogram } from '../../engine/core/histogram';
import type { Job } from '../../engine/job';
import type { SeriesRun } from '../../engine/session/series';
import type { SeriesResult } from '../../engine/session/standings';
import type { RunSummary } from '../../engine/training/events';
import type { DataSource } from './data';

/** A PEFT folder, or the zip of one, as it was dropped. */
export interface AdapterSource {
  readonly name: string;
  readonly files: readonly { readonly path: string; readonly file: File }[];
}

export interface RunFiles {
  /** Job path → file, for data.train, data.validation, data.test. */
  readonly data: Readonly<Record<string, DataSource>>;
  readonly adapter?: AdapterSource['files'];
}

export interface RunRecord {
  readonly runId: string;
  readonly name: string;
  readonly createdAt: number;
  readonly job: Job;
  readonly status: 'running' | 'completed' | 'stopped' | 'paused' | 'failed' | 'interrupted';
  readonly summary: RunSummary | null;
  readonly error: ErrorRecord | null;
  /** Thinned loss series for a sparkline. */
  readonly losses: readonly number[];
  readonly resumable: boolean;
  readonly steps: number;
  readonly step: number;
  /** How its training targets are spread, one a name; [] where they are no numbers. */
  readonly targets: readonly Histogram[];
  /** Whether weights of it are kept, so that it can be asked. */
  readonly hasWeights: boolean;
}

/** One run of the queue: what is to be run, and what has come of it. */
export interface QueueEntry extends SeriesRun {
  /** Parameters that train, and bytes of the file that Export would write. */
  readonly trainable: number;
  readonly fileBytes: number;
  /** Its run; null before it begins. */
  readonly runId: string | null;
  readonly state: SeriesResult['state'];
  readonly error: ErrorRecord | null;
}

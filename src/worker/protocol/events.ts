import type { ErrorRecord } from '../../engine/core/errors';
import type { NetworkEntry } from '../../engine/storage/network';
import type { RunEvent } from '../../engine/training/events';

/** Progress of something long. `total` null: not known. */
export interface Progress {
  readonly activity:
    | 'loading'
    | 'detecting'
    | 'reading'
    | 'hashing'
    | 'collecting'
    | 'tokenizing'
    | 'preparing'
    | 'features'
    | 'weights'
    | 'compiling'
    | 'evaluating'
    | 'exporting'
    | 'testing';
  /** File or split at hand. */
  readonly name: string;
  readonly done: number;
  readonly total: number | null;
  readonly unit: 'bytes' | 'rows' | 'tensors' | 'kernels' | 'checks';
}

/** The task under which the engine reads and tokenises the rows of a job. */
export type PrepareTask = 'prepare';

/** Everything that comes without being asked for. */
export type StudioEvent =
  | { readonly type: 'run'; readonly events: readonly RunEvent[] }
  | { readonly type: 'progress'; readonly task: string; readonly progress: Progress | null }
  | { readonly type: 'network'; readonly entries: readonly NetworkEntry[] }
  /** Something a person should know that ends nothing: what a run leaves cannot be kept. */
  | { readonly type: 'notice'; readonly notice: ErrorRecord };

import { type OutputFile, outputFile } from '../files/outputFile';
import { longestText, type TunedModel } from './parts';

/** The file beside an export that says what Hugging Face's files have no place for. */
export const NOTES_FILE = 'graft.json';

/** What the studio needs to score with an export as the run scored with it. */
export interface ExportNotes {
  readonly version: 1;
  /** Classes in the order of the head's rows. */
  readonly labels: readonly string[];
  /** The task with its fields, pooling among them. */
  readonly task: { readonly id: string; readonly pooling?: string };
  /** The base model's name. */
  readonly base: string;
  /** Longest sequence; longer texts were cut. */
  readonly maxTokens: number;
}

/** The notes of a run as a file. */
export function notesFile(tuned: TunedModel): OutputFile {
  const { labels, task, taskConfig } = tuned;
  const notes: ExportNotes = {
    version: 1,
    labels,
    task: { ...taskConfig, id: task.id },
    base: tuned.base,
    maxTokens: longestText(tuned),
  };
  return outputFile(NOTES_FILE, `${JSON.stringify(notes, null, 2)}\n`);
}

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  compareSeries,
  planRun,
  planSeries,
  type RunSummary,
  type SeriesResult,
  type SeriesRun,
  type Standings,
  seriesCsv,
  toErrorRecord,
} from '../../engine/index';
import { type CommandArguments, seriesWanted } from '../args';
import { INTERRUPTED } from '../interrupts';
import { inputPaths, type JobFile, loadJob, noFiles, type OpenedFiles, readJob } from '../jobFiles';
import { writeAtomically } from '../nodeFiles';
import { note, printError, printLine } from '../output';
import { createProgressLine } from '../progress';
import { checkRoom, holdsRun, type RunFolder, runFolder } from '../runFolder';
import { findCheckpoint, trainJob } from '../trainJob';

/** A run of the series with its place. */
interface Place {
  readonly run: SeriesRun;
  readonly given: JobFile;
  readonly folder: RunFolder;
}

/**
 * Trains a job by several methods, seeds and folds, one run after the other, each into a folder of its
 * own under `--out`; tables of all of them lie beside those. One that fails does not hold up the next.
 * The exit code: 1 where a run failed.
 */
export async function compareCommand(args: CommandArguments): Promise<number> {
  const out = args.required('out');
  const places = await placesOf(args, out);
  const resume = args.flag('resume');
  if (!resume) for (const place of places) checkRoom(place.folder, inputPaths(place.given));
  const opened = noFiles();
  const results = places.map(({ run }): SeriesResult => ({ ...NOTHING, ...run }));
  for (const [i, place] of places.entries()) {
    printLine({ type: 'run', name: place.run.name, run: i + 1, runs: places.length });
    note(`${place.run.name} (${i + 1} of ${places.length})`);
    const { code, result } = await trainPlace(place, resume, opened);
    results[i] = result;
    await writeTables(out, results);
    if (code === INTERRUPTED) return INTERRUPTED;
  }
  const standings = compareSeries(results);
  printLine({ type: 'compared', ...standings });
  noteStandings(standings);
  return results.some(({ state }) => state === 'failed') ? 1 : 0;
}

/** The runs that are asked for, each with its folder. */
async function placesOf(args: CommandArguments, out: string): Promise<Place[]> {
  const wanted = seriesWanted(args);
  const given = await readJob(args.target);
  const { train, validation } = given.job.data;
  if (wanted.folds !== null && typeof validation === 'string')
    note(`note: ${validation} is not read: every row of ${train} validates in one of the folds`);
  return planSeries(given.job, wanted).map((run) => ({
    run,
    given: { ...given, job: run.job },
    folder: runFolder(join(out, run.name)),
  }));
}

const NOTHING = {
  state: 'waiting',
  metrics: {},
  trainable: 0,
  fileBytes: 0,
  peakBytes: null,
  seconds: null,
  error: '',
} as const;

/** Trains one run; what it has come to, whatever that is. */
async function trainPlace(
  { run, given, folder }: Place,
  resume: boolean,
  opened: OpenedFiles,
): Promise<{ readonly code: number; readonly result: SeriesResult }> {
  let result: SeriesResult = { ...NOTHING, ...run };
  try {
    const checkpoint = resume && holdsRun(folder) ? await findCheckpoint(folder) : null;
    if (!checkpoint) checkRoom(folder, inputPaths(given));
    const progress = createProgressLine();
    const prepared = await loadJob(given, progress.prepare, opened);
    const { trainable, adapterBytes: fileBytes } = planRun(prepared.parts);
    result = { ...result, trainable, fileBytes };
    const code = await trainJob({ given, prepared, folder, checkpoint, progress });
    return { code, result: { ...result, ...(await outcomeOf(folder)) } };
  } catch (error) {
    printError(error);
    const { message } = toErrorRecord(error);
    return { code: 1, result: { ...result, state: 'failed', error: message } };
  }
}

const STATES = { completed: 'done', stopped: 'stopped', paused: 'waiting' } as const;

/** What the summary of a run says of it; nothing where it was interrupted before it had one. */
async function outcomeOf({ summary }: RunFolder): Promise<Partial<SeriesResult>> {
  if (!existsSync(summary)) return {};
  const { status, metrics, peakBytes, seconds } = JSON.parse(
    await readFile(summary, 'utf8'),
  ) as RunSummary & { readonly status: keyof typeof STATES };
  return { state: STATES[status], metrics, peakBytes, seconds };
}

/** All runs so far as a table for a sheet and as JSON. */
async function writeTables(out: string, results: readonly SeriesResult[]): Promise<void> {
  const standings = compareSeries(results);
  await writeAtomically(join(out, 'results.csv'), seriesCsv(results));
  const all = { ...standings, runs: results.map(({ job: _, ...told }) => told) };
  await writeAtomically(join(out, 'results.json'), `${JSON.stringify(all, null, 2)}\n`);
}

/** A line a method for a person. */
function noteStandings({ metric, methods, best }: Standings): void {
  for (const { method, done, runs, metrics } of methods) {
    const spread = metrics[metric];
    const deviation = spread?.deviation ?? null;
    const more = deviation === null ? '' : ` ± ${deviation.toFixed(4)}`;
    const score = spread ? `  ${metric} ${spread.mean.toFixed(4)}${more}` : '';
    note(`${method}${score}  ${done} of ${runs} runs${method === best ? '  best' : ''}`);
  }
}

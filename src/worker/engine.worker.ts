import { expose } from 'comlink';
import {
  checkJob,
  compareSeries,
  type Dataset,
  describe,
  planRun,
  planSeries,
  type Run,
  seriesCsv,
  toErrorRecord,
} from '../engine/index';
import { openRecords } from '../engine/storage/records';
import { deviceReport } from './device';
import { carryEngineErrors } from './errors';
import { acceptPort, createEventStream } from './eventStream';
import { keepTuning } from './executors';
import { exportOptions, exportZip, mergeDifference } from './exporting';
import { createModelShelf } from './modelShelf';
import { measure, planMethods, savingsOf } from './planning';
import { createPreparation } from './preparation';
import type { BundledModel, Catalog, EngineApi, RunEvent, StepEvent } from './protocol';
import { keepQueue, keptQueue } from './queueRecord';
import { createReviewing } from './reviewing';
import { dropInputs } from './runInputs';
import { listRuns } from './runList';
import { alreadyTraining, createRunning } from './running';
import { testThisMachine } from './selfTesting';
import { createSides } from './sides';
import { openResources } from './studioStore';
import { createTaskBoard } from './tasks';
import { liveRuns } from './trainingPlace';
import { createTurns } from './turns';

carryEngineErrors();

const stream = createEventStream();
const tasks = createTaskBoard(stream.emit);
const ready = open();
const reviewing = createReviewing();
/** A run has one set of weights: while base ones are in place, nobody may read them as the tuned. */
const turn = createTurns();

async function open() {
  const resources = await openResources(stream.network);
  const records = await openRecords();
  const shelf = createModelShelf(resources, tasks);
  const preparation = createPreparation(resources, shelf, tasks);
  const { store } = resources.opened;
  keepTuning(store);
  const { reason } = resources.opened;
  const unkept = reason && toErrorRecord(reason);
  const running = createRunning({ preparation, shelf, tasks, store, records, stream, unkept });
  const sides = createSides({ running, shelf, records, store });
  return { resources, records, shelf, preparation, store, running, sides };
}

/** Everything, once no run is about to begin. */
async function idle() {
  const parts = await ready;
  await parts.running.begun();
  return parts;
}

/** Work on a run's weights, when its turn has come. */
async function answering<T>(runId: string, work: (run: Run) => Promise<T>): Promise<T> {
  const { running } = await ready;
  return turn(async () => work(await running.open(runId)));
}

const api: EngineApi = {
  async catalog() {
    const { resources } = await ready;
    const { models } = await resources.models.manifest();
    return { ...describe(), version: '1', models: models.map(bundled) } as unknown as Catalog;
  },
  device: async () => deviceReport((await ready).resources),
  async selfTest(task, backend) {
    const { resources, running } = await ready;
    if (running.control()) throw alreadyTraining();
    return tasks.run(task, (handle) => testThisMachine(backend, resources, handle));
  },
  openModel: async (task, source) => (await ready).shelf.open(task, source),
  openAdapter: async (task, model, source) => (await ready).shelf.inspect(task, model, source),
  checkJob: async (json) => checkJob(json),
  async plan(job, files) {
    const { preparation } = await idle();
    return planRun((await preparation.prepare(job, files)).parts);
  },
  planMethods: async (job, files, methods) =>
    planMethods((await idle()).preparation, job, files, methods),
  savings: async (job, files) => savingsOf((await idle()).preparation, job, files),
  async measure(task, job, files) {
    const { preparation, running } = await ready;
    // A run has the cores to itself; its own steps say how long it takes.
    if (running.control()) return null;
    return tasks.run(task, async ({ signal }) =>
      measure(await preparation.prepare(job, files), signal),
    );
  },
  start: async (job, files) => (await ready).running.start(job, files),
  startLike: async (runId, job) => (await ready).running.startLike(runId, job),
  planSeries: async (job, wanted) => planSeries(job, wanted),
  compareSeries: async (results) => compareSeries(results),
  seriesCsv: async (results) => seriesCsv(results),
  queue: async () => keptQueue((await ready).records),
  keepQueue: async (entries) => keepQueue((await ready).records, entries),
  resume: async (runId, backend) => (await ready).running.resume(runId, backend),
  pause: async () => (await ready).running.control()?.ask('pause'),
  proceed: async () => (await ready).running.control()?.ask('run'),
  stop: async () => (await ready).running.control()?.ask('stop'),
  interrupt: async () => (await ready).running.control()?.ask('interrupt'),
  async evaluate(task, runId, { files, withoutTrained }) {
    const { running, preparation } = await ready;
    return tasks.run(task, (handle) =>
      turn(async () => {
        handle.signal.throwIfAborted();
        const datasets: Dataset[] = [];
        for (const source of files) datasets.push(await preparation.dataset(source, handle));
        const wanted = { files: datasets, withoutTrained };
        return reviewing.evaluate(await running.open(runId), wanted, handle);
      }),
    );
  },
  sliceKeys: async (report) => reviewing.sliceKeys(report),
  slices: async (task, report, key) =>
    tasks.run(task, (handle) => reviewing.slices(report, key, handle)),
  predictions: async (task, report) =>
    tasks.run(task, (handle) => reviewing.predictions(report, handle)),
  answerPage: async (report, query) => reviewing.page(report, query),
  async tryTexts(ids, texts) {
    const { sides } = await ready;
    return turn(() => sides.ask(ids, texts));
  },
  async importAdapter(task, runId, source) {
    const { sides } = await ready;
    return tasks.run(task, () => turn(() => sides.importAdapter(runId, source)));
  },
  tried: async (runId) => (await ready).records.tries(runId).catch(() => []),
  async keepTried(runId, entry) {
    await (await ready).records.keepTry({ ...entry, runId });
  },
  clearTried: async (runId) => (await ready).records.clearTries(runId),
  exportOptions: async (runId) => answering(runId, exportOptions),
  mergeDifference: async (runId) => answering(runId, mergeDifference),
  async exportZip(task, runId, option) {
    return tasks.run(task, (handle) => answering(runId, (run) => exportZip(run, option, handle)));
  },
  async runs() {
    const { records, store } = await ready;
    return listRuns(records, store, await liveRuns());
  },
  async runEvents(runId) {
    const { records } = await ready;
    const others = await records.events(runId);
    const series = await records.metrics(runId, 'steps');
    return [...others, ...stepEvents(runId, series)].sort((a, b) => a.step - b.step);
  },
  async renameRun(runId, name) {
    await (await ready).records.runs.update(runId, { name });
  },
  async deleteRun(runId) {
    const { records, store } = await ready;
    await records.deleteRun(runId);
    await dropInputs(store, runId);
  },
  cancel: async (task) => tasks.cancel(task),
};

function bundled(model: object): BundledModel {
  const entry = model as BundledModel & { readonly files: readonly { readonly size: number }[] };
  return { ...entry, bytes: entry.files.reduce((sum, { size }) => sum + size, 0) };
}

/** The kept columns of a run's steps as the events they were. */
function stepEvents(runId: string, series: object): RunEvent[] {
  const columns = series as Readonly<Record<string, ArrayLike<number>>>;
  const length = columns.step?.length ?? 0;
  return Array.from({ length }, (_, i) => {
    const values = Object.fromEntries(
      Object.entries(columns).map(([name, column]) => [name, column[i]]),
    );
    return { type: 'step', runId, ...values } as unknown as StepEvent;
  });
}

acceptPort(stream);
expose(api);

import { createStore } from 'zustand/vanilla';
import type { DataClient, EngineClient } from '../../worker/engineClient';
import type {
  Config,
  DataSource,
  DatasetOptions,
  DatasetSummary,
  ErrorRecord,
  Job,
  ModelSource,
  RunFiles,
  Saving,
  StudioEvent,
} from '../../worker/protocol';
import { errorRecord, wasCancelled } from './errors';
import { recipeOf } from './jobRecipe';
import { paced } from './pace';
import { withRole } from './roles';
import {
  configOf,
  FIRST_STATE,
  jobOf,
  profileRequest,
  rolesOf,
  type StudioState,
  type Training,
  trainingFor,
} from './studioState';

/** Settings that decide which rows train. */
const SPLIT_SETTINGS = ['validationShare', 'stratify', 'fold', 'seed'];

/** The store of everything before a run, over the two workers. */
export function createStudio(engine: EngineClient, data: DataClient) {
  const store = createStore<StudioState>(() => FIRST_STATE);
  const { getState, setState } = store;
  // A later call of the same kind makes the answer of an earlier one stale.
  let planned = 0;
  let profiled = 0;
  let modelsOpened = 0;
  let dataOpened = 0;

  function onEvent(event: StudioEvent): void {
    if (event.type !== 'progress') return;
    const { [event.task]: old, ...others } = getState().progress;
    const { progress } = event;
    setState({
      progress: progress
        ? { ...others, [event.task]: paced(old, progress, performance.now()) }
        : others,
    });
  }
  engine.subscribe(onEvent);
  data.subscribe(onEvent);
  engine.onCrash(() => {
    // The new engine has not seen the model that was dropped.
    const { modelSource } = getState();
    if (modelSource) void openModel(modelSource);
  });

  function files(): RunFiles {
    const { dataset, source, adapterSource } = getState();
    return {
      data: dataset && source ? { [dataset.name]: source } : {},
      ...(adapterSource && { adapter: adapterSource.files }),
    };
  }

  /** Ends an estimate that is not wanted any more: the engine is needed for something else. */
  function dropEstimate(): void {
    if (getState().measuring) void engine.calls.cancel('measure');
  }

  async function replan(): Promise<void> {
    const wanted = jobOf(getState());
    const turn = ++planned;
    dropEstimate();
    if (!wanted) {
      setState({ plan: null });
      return;
    }
    try {
      const plan = await engine.calls.plan(wanted, files());
      if (turn !== planned) return;
      setState({ plan, planError: null, savings: [], estimate: null });
      await planAllMethods(wanted, turn);
      if (turn !== planned) return;
      if (plan.bytes.total > plan.memoryLimit) {
        const savings = await engine.calls.savings(wanted, files());
        if (turn === planned) setState({ savings, measuring: false });
        // What does not fit is not tried.
        return;
      }
      setState({ measuring: true });
      const estimate = await engine.calls.measure('measure', wanted, files());
      if (turn === planned) setState({ estimate, measuring: false });
    } catch (error) {
      if (turn === planned) {
        setState({ plan: null, planError: errorRecord(error), measuring: false });
      }
    }
  }

  async function planAllMethods(wanted: Job, turn: number): Promise<void> {
    const { catalog } = getState();
    if (!catalog) return;
    const methods = catalog.methods.map(({ id }) => ({ id, config: configOf(getState(), id) }));
    const plans = await engine.calls.planMethods(wanted, files(), methods);
    if (turn !== planned) return;
    const named = plans.flatMap((plan, i) =>
      'picture' in plan ? [[methods[i]?.id ?? '', plan] as const] : [],
    );
    setState({ methodPlans: Object.fromEntries(named) });
  }

  async function reprofile(): Promise<void> {
    const turn = ++profiled;
    const request = profileRequest(getState());
    if (!request) {
      setState({ profile: null, lengths: null, plan: null });
      return;
    }
    try {
      const profile = await data.calls.profile('profile', request);
      if (turn !== profiled) return;
      setState({ profile, dataError: null });
    } catch (error) {
      if (turn === profiled) unprofiled(errorRecord(error));
      return;
    }
    await Promise.all([countTokens(turn), replan()]);
  }

  /** Whoever ends the search for rows has no plan, and a way back; anything else is a fault of the data. */
  function unprofiled(error: ErrorRecord): void {
    const fault = wasCancelled(error) ? { planError: error } : { dataError: error };
    setState({ ...fault, profile: null, plan: null });
  }

  /** Token lengths are worth knowing and hold nothing up: without them training works. */
  async function countTokens(turn: number): Promise<void> {
    const { modelSource } = getState();
    const request = profileRequest(getState());
    if (!request || !modelSource) return;
    const lengths = await data.calls.lengths('lengths', request, modelSource).catch(() => null);
    if (turn === profiled) setState({ lengths });
  }

  async function openData(source: DataSource): Promise<void> {
    const turn = ++dataOpened;
    try {
      const dataset = await data.calls.open('open', source);
      if (turn !== dataOpened) {
        void data.calls.close(dataset.id);
        return;
      }
      const { dataset: before, roles } = getState();
      const kept = before?.name === dataset.name && keepsColumns(roles, dataset.columns);
      setState({
        source,
        dataset,
        ...(kept ? {} : guessedTask(dataset, getState())),
        dataError: null,
        failedSource: null,
        lengths: null,
      });
      if (before) void data.calls.close(before.id);
      await reprofile();
    } catch (error) {
      const record = errorRecord(error);
      if (turn !== dataOpened || wasCancelled(record)) return;
      setState({ dataError: record, failedSource: source });
    }
  }

  async function openModel(source: ModelSource): Promise<void> {
    const turn = ++modelsOpened;
    dropEstimate();
    try {
      const model = await engine.calls.openModel('model', source);
      if (turn !== modelsOpened) return;
      const { training } = getState();
      const maxTokens = Math.min(training.maxTokens, model.maxTokens);
      setState({
        model,
        modelSource: source,
        modelError: null,
        training: { ...training, maxTokens },
      });
      await reprofile();
    } catch (error) {
      const record = errorRecord(error);
      if (!wasCancelled(record)) setState({ modelError: record });
    }
  }

  return {
    store,
    job: () => jobOf(getState()),
    files,
    /** The recipe as a completed job; asked anew, since the plan shown may be one change behind. */
    async completedJob(): Promise<Job | null> {
      const wanted = jobOf(getState());
      if (!wanted) return null;
      const plan = await engine.calls.plan(wanted, files()).catch(() => null);
      return plan?.job ?? null;
    },
    openData,
    openModel,
    /** Plans anew, where a person has ended the reading of the rows. */
    planAgain: () => (getState().profile ? replan() : reprofile()),
    /** First visit: the sample and the bundled model. */
    async begin(): Promise<void> {
      const [catalog, samples, encodings] = await Promise.all([
        engine.calls.catalog(),
        data.calls.samples(),
        data.calls.encodings(),
      ]);
      setState({ catalog, samples, encodings });
      void engine.calls.device().then((device) => setState({ device }));
      const [sample] = samples;
      const [bundled] = catalog.models;
      // Whoever was quicker than the samples has brought what they want.
      if (sample && dataOpened === 0) await openData({ kind: 'sample', id: sample.id });
      if (bundled && modelsOpened === 0) await openModel({ kind: 'bundled', id: bundled.id });
    },
    /** Reads the data again in another manner; what is not named is detected. */
    async readAs(options: DatasetOptions): Promise<void> {
      const { source } = getState();
      if (source) await openData({ ...source, options });
    },
    /** Reads the file that could not be read once more, in another manner. */
    async retryAs(options: DatasetOptions): Promise<void> {
      const { failedSource } = getState();
      if (failedSource)
        await openData({ ...failedSource, options: { ...failedSource.options, ...options } });
    },
    dismissDataError: () => setState({ dataError: null, failedSource: null }),
    dismissModelError: () => setState({ modelError: null }),
    /** Takes over a part of a recipe at once. */
    adopt(change: Partial<StudioState>): void {
      setState(change);
      void reprofile();
    },
    setTask(task: string): void {
      const roles = getState().dataset?.guesses[task]?.roles ?? {};
      setState({ task, roles, taskConfig: {}, training: trainingFor(getState(), task) });
      void reprofile();
    },
    setRole(column: string, role: string): void {
      const { roles } = getState();
      setState({ roles: withRole(rolesOf(getState()), roles, column, role) });
      void reprofile();
    },
    setMethod(method: string): void {
      setState({ method });
      void replan();
    },
    setMethodConfig(id: string, config: Config): void {
      setState({ methodConfigs: { ...getState().methodConfigs, [id]: config } });
      void replan();
    },
    setTraining(change: Partial<Training>): void {
      setState({ training: { ...getState().training, ...change } });
      const split = Object.keys(change).some((key) => SPLIT_SETTINGS.includes(key));
      void (split ? reprofile() : replan());
    },
    setLearningRate(learningRate: number | null): void {
      setState({ learningRate });
      void replan();
    },
    setPrecision(precision: Job['precision']): void {
      setState({ precision });
      void replan();
    },
    /** Makes a run smaller by one change. */
    takeSaving({ knob, to, job }: Saving): void {
      if (knob === 'method') setState({ method: String(to) });
      else setState(recipeOf(job, getState()));
      void replan();
    },
    setTaskConfig(taskConfig: Config): void {
      setState({ taskConfig });
      void replan();
    },
    page: data.calls.page,
    cancel(task: string): void {
      void engine.calls.cancel(task);
      void data.calls.cancel(task);
    },
  };
}

/** The task that a file suits, with its columns; the settings of another task mean nothing to it. */
function guessedTask(
  { task, guesses }: DatasetSummary,
  before: StudioState,
): Pick<StudioState, 'task' | 'roles'> & Partial<StudioState> {
  const roles = guesses[task]?.roles ?? {};
  if (task === before.task) return { task, roles };
  return { task, roles, taskConfig: {}, training: trainingFor(before, task) };
}

function keepsColumns(
  roles: Readonly<Record<string, string>>,
  columns: readonly { readonly name: string }[],
): boolean {
  const names = Object.values(roles);
  return names.length > 0 && names.every((name) => columns.some((column) => column.name === name));
}

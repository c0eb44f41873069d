import { createStore } from 'zustand/vanilla';
import type { DataClient, EngineClient } from '../../worker/engineClient';
import type {
  Catalog,
  Config,
  DataProfile,
  DataSource,
  DatasetSummary,
  DeviceReport,
  ErrorRecord,
  Job,
  LengthHistogram,
  ModelSource,
  ModelSummary,
  ProfileRequest,
  Progress,
  RunFiles,
  RunPlan,
  Sample,
  TimeEstimate,
} from '../../worker/protocol';
import { errorRecord } from './errors';

/** What a person has chosen and what the engine says of it. */
export interface StudioState {
  readonly catalog: Catalog | null;
  readonly device: DeviceReport | null;
  readonly samples: readonly Sample[];
  readonly source: DataSource | null;
  readonly dataset: DatasetSummary | null;
  readonly roles: Readonly<Record<string, string>>;
  readonly profile: DataProfile | null;
  readonly lengths: LengthHistogram | null;
  readonly dataError: ErrorRecord | null;
  readonly model: ModelSummary | null;
  readonly modelSource: ModelSource | null;
  readonly modelError: ErrorRecord | null;
  readonly method: string;
  readonly methodConfigs: Readonly<Record<string, Config>>;
  readonly pooling: string;
  readonly training: Training;
  /** null: follows the method. */
  readonly learningRate: number | null;
  readonly plan: RunPlan | null;
  readonly planError: ErrorRecord | null;
  readonly methodPlans: Readonly<Record<string, RunPlan>>;
  /** null while it is not known, and where it is not measured. */
  readonly estimate: TimeEstimate | null;
  readonly measuring: boolean;
  readonly progress: Readonly<Record<string, Progress>>;
}

interface Training {
  readonly epochs: number;
  readonly batchSize: number;
  readonly maxTokens: number;
  readonly validationShare: number;
  readonly seed: number;
  readonly optimizer: string;
  readonly schedule: string;
  readonly warmup: number;
}

const FIRST: StudioState = {
  catalog: null,
  device: null,
  samples: [],
  source: null,
  dataset: null,
  roles: {},
  profile: null,
  lengths: null,
  dataError: null,
  model: null,
  modelSource: null,
  modelError: null,
  method: 'full',
  methodConfigs: {},
  pooling: 'auto',
  training: {
    epochs: 4,
    batchSize: 16,
    maxTokens: 128,
    validationShare: 0.15,
    seed: 42,
    optimizer: 'adamw',
    schedule: 'linear',
    warmup: 0,
  },
  learningRate: null,
  plan: null,
  planError: null,
  methodPlans: {},
  estimate: null,
  measuring: false,
  progress: {},
};

export type StudioStore = ReturnType<typeof createStudio>;

/** The store of everything before a run, over the two workers. */
export function createStudio(engine: EngineClient, data: DataClient) {
  const store = createStore<StudioState>(() => FIRST);
  const { getState, setState } = store;
  let planned = 0;

  function onEvent(event: Parameters<Parameters<EngineClient['subscribe']>[0]>[0]): void {
    if (event.type !== 'progress') return;
    const { [event.task]: _old, ...others } = getState().progress;
    setState({ progress: event.progress ? { ...others, [event.task]: event.progress } : others });
  }
  engine.subscribe(onEvent);
  data.subscribe(onEvent);

  function job(): Job | null {
    const { dataset, model, roles, method, training } = getState();
    return dataset && model && roles.text && roles.label
      ? makeJob(getState(), dataset, model, method, training)
      : null;
  }

  function files(): RunFiles {
    const { dataset, source } = getState();
    return { data: dataset && source ? { [dataset.name]: source } : {} };
  }

  async function replan(): Promise<void> {
    const wanted = job();
    const turn = ++planned;
    if (!wanted) {
      setState({ plan: null });
      return;
    }
    try {
      const plan = await engine.calls.plan(wanted, files());
      if (turn !== planned) return;
      setState({ plan, planError: null, estimate: null });
      await planAllMethods(wanted, turn);
      if (turn !== planned) return;
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
    const request = profileRequest(getState());
    if (!request) {
      setState({ profile: null, lengths: null });
      return;
    }
    try {
      setState({ profile: await data.calls.profile(request), dataError: null });
      const { modelSource, training } = getState();
      if (modelSource)
        setState({
          lengths: await data.calls.lengths('lengths', request, modelSource, training.maxTokens),
        });
    } catch (error) {
      setState({ dataError: errorRecord(error) });
    }
    await replan();
  }

  async function openData(source: DataSource, options = {}): Promise<void> {
    try {
      const dataset = await data.calls.open('open', source, options);
      setState({ source, dataset, roles: dataset.guess.roles, dataError: null, lengths: null });
      await reprofile();
    } catch (error) {
      setState({ dataError: errorRecord(error) });
    }
  }

  async function openModel(source: ModelSource): Promise<void> {
    try {
      const model = await engine.calls.openModel('model', source);
      setState({ model, modelSource: source, modelError: null });
      await reprofile();
    } catch (error) {
      setState({ modelError: errorRecord(error) });
    }
  }

  return {
    store,
    job,
    files,
    openData,
    openModel,
    /** First visit: the sample and the bundled model. */
    async begin(): Promise<void> {
      const [catalog, samples] = await Promise.all([engine.calls.catalog(), data.calls.samples()]);
      setState({ catalog, samples });
      void engine.calls.device().then((device) => setState({ device }));
      const [sample] = samples;
      const [bundled] = catalog.models;
      if (sample) await openData({ kind: 'sample', id: sample.id });
      if (bundled) await openModel({ kind: 'bundled', id: bundled.id });
    },
    setRole(column: string, role: string): void {
      const others = Object.entries(getState().roles).filter(
        ([key, name]) => name !== column && key !== role,
      );
      setState({ roles: Object.fromEntries(role ? [...others, [role, column]] : others) });
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
      void reprofile();
    },
    setLearningRate(learningRate: number | null): void {
      setState({ learningRate });
      void replan();
    },
    setPooling(pooling: string): void {
      setState({ pooling });
      void replan();
    },
    page: data.calls.page,
    cancel(task: string): void {
      void engine.calls.cancel(task);
      void data.calls.cancel(task);
    },
  };
}

/** A method's settings: its own, or its defaults. */
export function configOf(state: StudioState, id: string): Config {
  const method = state.catalog?.methods.find((entry) => entry.id === id);
  const defaults = Object.fromEntries(
    (method?.fields ?? []).map((field) => [field.key, field.default]),
  );
  return { ...defaults, ...state.methodConfigs[id] };
}

/** The learning rate in force: the person's, else the method's. */
export function rateOf(state: StudioState): number {
  const method = state.catalog?.methods.find(({ id }) => id === state.method);
  return state.learningRate ?? method?.learningRate ?? 5e-5;
}

function profileRequest({ dataset, roles, training }: StudioState): ProfileRequest | null {
  if (!dataset || !roles.text || !roles.label) return null;
  const validation = { fraction: training.validationShare, stratify: true };
  return {
    dataset: dataset.id,
    task: 'sequence-classification',
    columns: roles,
    validation,
    seed: training.seed,
  };
}

function makeJob(
  state: StudioState,
  dataset: DatasetSummary,
  model: ModelSummary,
  method: string,
  training: Training,
): Job {
  const { epochs, batchSize, maxTokens, seed, optimizer, schedule, warmup, validationShare } =
    training;
  const job = {
    version: 1,
    model: model.id,
    data: {
      train: dataset.name,
      validation: { fraction: validationShare, stratify: true },
      columns: state.roles,
    },
    task: { id: 'sequence-classification', pooling: state.pooling },
    method: { id: method, ...configOf(state, method) },
    training: {
      epochs,
      batchSize,
      maxTokens,
      seed,
      optimizer: { id: optimizer, learningRate: rateOf(state) },
      schedule: { id: schedule, warmup },
      checkpointEvery: 50,
    },
    backend: new URLSearchParams(location.search).get('backend') ?? 'auto',
  };
  return job as unknown as Job;
}

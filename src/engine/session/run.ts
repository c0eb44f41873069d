import type { Executor } from '../backends/executor';
import type { ByteSource } from '../core/bytes';
import { EngineError } from '../core/errors';
import type { Config } from '../core/fields';
import type { Storage } from '../core/storage';
import { type Json, readCheckpoint, writeCheckpoint } from '../files/checkpoint';
import { type ParameterSpec, totalSize } from '../nn/parameters';
import type { Answered, Example, ExampleList } from '../tasks/task';
import { answerExamples, type Evaluation, evaluateExamples } from '../training/evaluate';
import type { EvaluationEvent, FailedEvent, MemoryBytes, RunEvent } from '../training/events';
import { trainLoop } from '../training/loop';
import { buildNetwork, type Network } from '../training/network';
import { warmupSteps } from '../training/schedules';
import { COURSE_START, type Course } from '../training/stopping';
import { Trainer } from '../training/trainer';
import { tellTroubles } from '../training/troubles';
import { epochRows, stepsOf } from './epochs';
import { type HeldWeights, heldByRun } from './held';
import { runBytes, trainerOptions } from './memory';
import type { PreparedSplit } from './preparedData';
import { networkParts, parameterCount, type RunHooks, type RunParts } from './runParts';
import { watchedRows } from './watched';
import { baseValue, loadWeights, openCheckpoint, readTrained, writeAll } from './weights';

/** Before the names of the best weights in a checkpoint. */
const BEST = 'best/';

/** A job wired to an executor: trains, scores and answers with base and tuned weights. */
export class Run {
  /** Settled anew when training ends, where validation completes the task's settings. */
  parts: RunParts;
  readonly network: Network;
  readonly executor: Executor;
  private readonly trainer: Trainer;
  private readonly initial: ReadonlyMap<string, Float32Array>;
  private readonly scores = new Map<string, EvaluationEvent>();
  /** Trained parameters as they were after the best evaluation, where the job stops early. */
  private best = new Map<string, Float32Array>();

  private constructor(
    parts: RunParts,
    network: Network,
    executor: Executor,
    trainer: Trainer,
    initial: ReadonlyMap<string, Float32Array>,
  ) {
    this.parts = parts;
    this.network = network;
    this.executor = executor;
    this.trainer = trainer;
    this.initial = initial;
  }

  /** Loads weights into the executor and compiles. Takes the executor over. */
  static async create(
    parts: RunParts,
    executor: Executor,
    onWeights?: (done: number, total: number) => void,
  ): Promise<Run> {
    const network = buildNetwork(networkParts(parts));
    await executor.probe?.(runBytes(parts, network).total);
    const initial = await loadWeights(
      executor,
      network,
      parts.model,
      parts.job.training.seed,
      parts.adapter,
      onWeights,
    );
    const trainer = await Trainer.create({ ...trainerOptions(parts, network), executor });
    return new Run(parts, network, executor, trainer, initial);
  }

  /** Bytes by kind, known from the plans. */
  bytes(): MemoryBytes {
    return runBytes(this.parts, this.network);
  }

  /** Trains; yields every event of the run. */
  async *train(
    hooks: RunHooks,
    checkpoint: ByteSource | null = null,
    jobHash = '',
  ): AsyncGenerator<RunEvent> {
    const { parts, trainer, executor } = this;
    const { training } = parts.job;
    const before = checkpoint ? await this.resume(checkpoint, jobHash) : null;
    const startStep = before?.step ?? 0;
    const { examples } = parts.data.train;
    const { totalSteps, stepsPerEpoch } = stepsOf(parts.data.train, training);
    const trained = totalSize(this.network.trainable);
    yield {
      type: 'started',
      runId: hooks.runId,
      step: startStep,
      time: 0,
      backend: executor.id,
      reason: hooks.reason,
      threads: executor.threads,
      parameters: this.parameterCount(),
      trainable: trained,
      bytes: this.bytes(),
      steps: totalSteps,
      resumedFrom: startStep,
    };
    // Less than an epoch does not read every row.
    if (totalSteps - startStep >= stepsPerEpoch) await this.prepareFeatures(hooks);
    const events = trainLoop({
      runId: hooks.runId,
      trainer,
      task: parts.task,
      taskConfig: parts.taskConfig,
      train: examples,
      classes: epochRows(parts.data.train, training).classes,
      validation: parts.data.validation?.examples ?? null,
      test: parts.data.test?.examples ?? null,
      watched: watchedRows(parts.data.validation),
      settings: training,
      schedule: parts.schedule,
      scheduleConfig: parts.scheduleConfig,
      control: hooks.control,
      startStep,
      now: hooks.now,
      breathe: hooks.breathe,
      checkpoint: (step, course) => this.saveCheckpoint({ step, course }, jobHash, hooks),
      course: before?.course ?? COURSE_START,
      best: {
        keep: async () => {
          this.best = await readTrained(executor, this.network);
        },
        restore: () => writeAll(executor, this.best),
      },
      checkpointAfter: hooks.checkpointAfter ?? Number.POSITIVE_INFINITY,
      bytes: () => executor.bytes().variables + executor.bytes().workspace,
    });
    const told = tellTroubles(events, {
      metric: parts.task.headline[0] ?? '',
      guessing: parts.task.guessingLoss(parts.taskConfig),
      warmupSteps: warmupSteps(totalSteps, parts.scheduleConfig),
    });
    for await (const event of told) {
      if (event.type === 'evaluation') this.scores.set(event.split, event);
      if (event.type === 'finished' && event.summary.tuned) this.settle(event.summary.tuned);
      if (event.type === 'failed') yield* this.keepLastGood(event, jobHash, hooks);
      yield event;
    }
  }

  /** Takes over the task's settings that training has completed. */
  private settle(taskConfig: Config): void {
    const { job } = this.parts;
    this.parts = {
      ...this.parts,
      taskConfig,
      job: { ...job, task: { ...job.task, ...taskConfig } },
    };
  }

  /** Computes the frozen part of all rows before the first step, unless the run is ended meanwhile. */
  private async prepareFeatures({ control, onPrepare, breathe }: RunHooks): Promise<void> {
    const { examples } = this.parts.data.train;
    await this.trainer.prepare(examples, async (done) => {
      onPrepare(done, examples.length);
      await breathe();
      return control.request() === 'run' || control.request() === 'pause';
    });
  }

  /**
   * Loss, metrics and logits of a split by the base model and by the tuned one. Calls `onSequences`
   * after each part, with what both have read of all that they are to read; ends where that throws.
   */
  async compare(
    { examples }: PreparedSplit,
    onSequences: (done: number, total: number) => Promise<void>,
  ): Promise<{ base: Evaluation; tuned: Evaluation }> {
    const { length } = examples;
    const score = (before: number): Promise<Evaluation> =>
      evaluateExamples(this.trainer, this.parts, examples, (done) =>
        onSequences(before + done, 2 * length),
      );
    const base = await this.withBase(() => score(0));
    return { base, tuned: await score(length) };
  }

  /** What the weights at hand say of examples. */
  infer(...given: Parameters<Trainer['infer']>): ReturnType<Trainer['infer']> {
    return this.trainer.infer(...given);
  }

  /** All logits of examples, where tokens are hidden, too. */
  logits(examples: ExampleList): Promise<Float32Array> {
    return this.trainer.logits(examples);
  }

  /** The same beside what is true of them. */
  answer(examples: ExampleList): Promise<Answered> {
    return answerExamples(this, this.parts, examples);
  }

  /** Mean seconds of `count` real steps on the first rows, after one to warm up. Moves the weights. */
  async secondsPerStep(
    count: number,
    now: () => number,
    breathe: () => Promise<void>,
  ): Promise<number> {
    const { batchSize, gradientAccumulation } = this.parts.job.training;
    const { examples } = this.parts.data.train;
    const batches = Array.from({ length: gradientAccumulation }, (_, i) =>
      firstExamples(examples, i * batchSize, batchSize),
    ).filter(({ length }) => length > 0);
    // The last steps of a run: by then everything moves that ever will.
    const last = stepsOf(this.parts.data.train, this.parts.job.training).totalSteps;
    await this.trainer.step(batches, last, 0);
    const begin = now();
    for (let step = 1; step <= count; step++) {
      await breathe();
      await this.trainer.step(batches, last + step, 0);
    }
    return (now() - begin) / 1000 / count;
  }

  /** Runs `work` with the weights as they were before training, then puts the tuned ones back. */
  async withBase<T>(work: () => Promise<T>): Promise<T> {
    const tuned = await readTrained(this.executor, this.network);
    writeAll(this.executor, this.initial);
    try {
      return await work();
    } finally {
      writeAll(this.executor, tuned);
    }
  }

  /** How a parameter lies that stays as the base has it; null where the run trains or lacks it. */
  storageOf(name: string): Storage | null {
    const { parameters, trainable, storages } = this.network;
    const named = (spec: ParameterSpec): boolean => spec.name === name;
    if (!parameters.some(named) || trainable.some(named)) return null;
    return storages.get(name) ?? 'f32';
  }

  /** Bytes of its weights: the base's, and those it trained. */
  held(): HeldWeights {
    return heldByRun(this.network);
  }

  /** Any parameter as it is now, by engine name: trained, loaded, or as the folder holds it. */
  async read(name: string): Promise<Float32Array> {
    if (this.executor.hasVariable(name)) return this.executor.readVariable(name);
    const { model } = this.parts;
    const spec = model.model.shape.parameters.find((parameter) => parameter.name === name);
    if (!spec)
      throw new EngineError('run/no-parameter', `the run has no parameter "${name}"`, { name });
    return baseValue(spec, model, this.parts.job.training.seed);
  }

  /** The last evaluation of each split since the run was created. */
  lastScores(): EvaluationEvent[] {
    return [...this.scores.values()];
  }

  /** Puts the trained weights and moments of a checkpoint in place; the steps done. */
  async restore(source: ByteSource, jobHash?: string): Promise<number> {
    const names = this.trainer.stateNames();
    const checkpoint = await openCheckpoint(source, names, jobHash);
    for (const name of names) this.executor.writeVariable(name, await checkpoint.read(name));
    return checkpoint.state.step;
  }

  dispose(): void {
    this.trainer.dispose();
    this.executor.dispose();
  }

  /** Parameters of the whole model, head and adapter included. */
  parameterCount(): number {
    return parameterCount(this.parts, this.network);
  }

  /** A run that fails leaves a checkpoint of its last good weights, to export from. */
  private async *keepLastGood(
    { runId, keptStep, time }: FailedEvent,
    jobHash: string,
    hooks: RunHooks,
  ): AsyncGenerator<RunEvent> {
    if (keptStep === 0) return;
    const at = { step: keptStep, course: COURSE_START };
    const bytes = await this.saveCheckpoint(at, jobHash, hooks);
    yield { type: 'checkpoint', runId, step: keptStep, time, bytes };
  }

  /** Goes on where a checkpoint was written: the step, and what the run knew of its course. */
  private async resume(
    source: ByteSource,
    jobHash: string,
  ): Promise<{ readonly step: number; readonly course: Course }> {
    const step = await this.restore(source, jobHash);
    const { state, tensors, read } = await readCheckpoint(source, jobHash);
    const kept = [...tensors].filter((name) => name.startsWith(BEST));
    for (const name of kept) this.best.set(name.slice(BEST.length), await read(name));
    const course = (state.data as Course | null) ?? COURSE_START;
    if (course.best?.step === step) this.best = await readTrained(this.executor, this.network);
    return { step, course };
  }

  private async saveCheckpoint(
    { step, course }: { readonly step: number; readonly course: Course },
    jobHash: string,
    hooks: RunHooks,
  ): Promise<number> {
    const tensors = new Map<string, Float32Array>();
    for (const name of this.trainer.stateNames())
      tensors.set(name, await this.executor.readVariable(name));
    if (course.best && course.best.step !== step)
      for (const [name, data] of this.best) tensors.set(BEST + name, data);
    const data = course.best ? (course as unknown as Json) : null;
    const state = { jobHash, step, rng: null, data };
    const file = writeCheckpoint('checkpoint.safetensors', tensors, state);
    await hooks.keepCheckpoint(file);
    return file.byteLength;
  }
}

/** At most `count` examples from `start` on. */
export function firstExamples(examples: ExampleList, start: number, count: number): Example[] {
  const length = Math.max(0, Math.min(count, examples.length - start));
  return Array.from({ length }, (_, i) => examples.at(start + i) as Example);
}

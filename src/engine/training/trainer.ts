import type { Program } from '../backends/executor';
import { runKey } from '../core/rng';
import { makePlan } from '../graph/plan';
import { type ParameterSpec, parameterSize } from '../nn/parameters';
import type { Answered, Example, ExampleList } from '../tasks/task';
import { createFeatureCache, type FeatureCache } from './featureCache';
import { type Inference, infer, runOn } from './inference';
import { gradientName } from './network';
import { HYPER_INPUT, type Optimizer, stateName } from './optimizer';
import { splitToCapacity } from './packing';
import { type Stage, stagesBegun, trainedBy } from './stages';
import { planStage, planTrainer, SCALARS, stagesIn, type TrainerOptions } from './trainerPlans';

/** What one optimizer step found. */
export interface StepResult {
  readonly loss: number;
  readonly gradNorm: number;
  /** False where loss or norm is not finite, or those of an earlier step were: nothing changed. */
  readonly applied: boolean;
}

/** The programs of the stages begun so far. */
interface Begun {
  readonly count: number;
  readonly trained: readonly ParameterSpec[];
  readonly gradients: Program;
  readonly clip: Program;
}

/**
 * Runs a network on an executor: optimizer steps on batches of examples, and logits of examples.
 * Owns the gradients and moments it makes in the executor's store; the parameters are the caller's.
 */
export class Trainer {
  private readonly options: TrainerOptions;
  private readonly stages: readonly Stage[];
  private readonly programs: { readonly updates: readonly Program[]; readonly inference: Program };
  private begun: Begun;
  private accumulating: Program | null = null;
  private readonly cache: FeatureCache | null;

  private constructor(
    options: TrainerOptions,
    programs: Trainer['programs'],
    begun: Begun,
    cache: FeatureCache | null,
  ) {
    this.options = options;
    this.stages = stagesIn(options);
    this.programs = programs;
    this.begun = begun;
    this.cache = cache;
  }

  /** Compiles every program. The network's parameters must be in the executor's store. */
  static async create(options: TrainerOptions): Promise<Trainer> {
    const { executor, network } = options;
    for (const spec of network.trainable) {
      for (const name of ownVariables(spec, options.optimizer))
        executor.createVariable(name, parameterSize(spec));
    }
    for (const name of SCALARS) executor.createVariable(name, 1);
    const plans = planTrainer(options);
    const begun = await begin(options, stagesBegun(stagesIn(options), 0));
    const updates: Program[] = [];
    for (const plan of plans.updates) updates.push(await executor.compile(plan));
    const programs = {
      updates,
      inference: await executor.compile(
        network.cached
          ? makePlan(network.cached.inference, options.capacity, network.storages)
          : plans.inference,
      ),
    };
    const cache = network.cached
      ? await createFeatureCache(
          executor,
          network.cached.features,
          options.capacity,
          network.storages,
        )
      : null;
    return new Trainer(options, programs, begun, cache);
  }

  /**
   * Gives one optimizer step to the executor; what it finds is read while later ones may run.
   * `batches` are the micro-batches of gradient accumulation; the loss is the mean over each batch's
   * rows, then over the batches, as transformers' Trainer computes it. A batch beyond the capacity
   * runs in parts with the same result.
   */
  async submit(
    batches: readonly (readonly Example[])[],
    step: number,
    learningRate: number,
  ): Promise<{ readonly found: Promise<StepResult> }> {
    const { network, optimizer, optimizerConfig, seed, capacity } = this.options;
    const { task, taskConfig } = network;
    await this.enter(step);
    const { gradients, clip, count } = this.begun;
    let part = 0;
    for (const batch of batches) {
      const divisor = Float32Array.of(task.weight(batch, taskConfig) * batches.length);
      for (const examples of splitToCapacity(batch, capacity, network.virtual.count)) {
        const program = part === 0 ? gradients : await this.accumulate();
        program.write('divisor', divisor);
        await runOn(this.on(program), examples, runKey(seed, step, part));
        part++;
      }
    }
    clip.run({ N: 0, S: 0 });
    const found = readStep(clip);
    this.programs.updates.slice(0, count).forEach((update, i) => {
      // Moments count from the first step that moves them, as in torch.optim.
      const age = step + 1 - (this.stages[i] as Stage).step;
      update.write(HYPER_INPUT, optimizer.hyper(age, learningRate, optimizerConfig));
      update.run({ N: 0, S: 0 });
    });
    return { found };
  }

  /** One optimizer step and what it found; see {@link submit}. */
  async step(...given: Parameters<Trainer['submit']>): Promise<StepResult> {
    return (await this.submit(...given)).found;
  }

  /** Logits of examples, in their order, all of them where tokens are hidden, too; see {@link infer}. */
  async logits(examples: ExampleList): Promise<Float32Array> {
    const { capacity } = this.options;
    const inference = { ...this.on(this.programs.inference), capacity };
    return (await infer(inference, examples, undefined, true)).logits;
  }

  /** What the network says of examples now; see {@link infer}. */
  async infer(
    examples: ExampleList,
    onRows?: (done: number) => Promise<void>,
  ): Promise<Pick<Answered, 'logits' | 'path' | 'lossSum'>> {
    const { capacity } = this.options;
    return infer({ ...this.on(this.programs.inference), capacity }, examples, onRows);
  }

  /**
   * Computes and keeps the frozen part of these examples, where the method allows it, until `onRows`
   * answers false. What is missing then is computed with the step that reads it.
   */
  async prepare(examples: ExampleList, onRows: (done: number) => Promise<boolean>): Promise<void> {
    await this.cache?.fill(examples, onRows);
  }

  /** Names of every tensor that a checkpoint keeps: trained parameters and their moments. */
  stateNames(): string[] {
    const { network, optimizer } = this.options;
    return network.trainable.flatMap(({ name }) => [
      name,
      ...optimizer.stateNames.map((state) => stateName(state, name)),
    ]);
  }

  dispose(): void {
    const { updates, inference } = this.programs;
    for (const program of [...updates, inference]) program.dispose();
    this.leave();
    this.cache?.dispose();
    const { executor, network, optimizer } = this.options;
    for (const spec of network.trainable) {
      for (const name of ownVariables(spec, optimizer)) executor.removeVariable(name);
    }
    for (const name of SCALARS) executor.removeVariable(name);
  }

  /** A program of this network, and where its features come from. */
  private on(program: Program): Omit<Inference, 'capacity'> {
    const { network } = this.options;
    const { cache } = this;
    if (!cache) return { program, network };
    return { program, network, writeFeatures: (to, examples) => cache.write(to, examples) };
  }

  private async accumulate(): Promise<Program> {
    const { executor, network, capacity, recompute = false } = this.options;
    this.accumulating ??= await executor.compile(
      makePlan(network.gradients(true, recompute, this.begun.trained), capacity, network.storages),
    );
    return this.accumulating;
  }

  /** Makes ready what the stages of a step need, where they are others than before. */
  private async enter(step: number): Promise<void> {
    const count = stagesBegun(this.stages, step);
    if (count === this.begun.count) return;
    this.leave();
    this.begun = await begin(this.options, count);
  }

  private leave(): void {
    this.begun.gradients.dispose();
    this.begun.clip.dispose();
    this.accumulating?.dispose();
    this.accumulating = null;
  }
}

async function begin(options: TrainerOptions, count: number): Promise<Begun> {
  const { executor, network } = options;
  const trained = trainedBy(network.trainable, stagesIn(options), count);
  const { gradients, clip } = planStage(options, trained);
  return {
    count,
    trained,
    gradients: await executor.compile(gradients),
    clip: await executor.compile(clip),
  };
}

function ownVariables({ name }: ParameterSpec, optimizer: Optimizer): string[] {
  return [gradientName(name), ...optimizer.stateNames.map((state) => stateName(state, name))];
}

/** The numbers that the clip program has just found; asked for at once, known when they are known. */
async function readStep(clip: Program): Promise<StepResult> {
  const [norm, loss, halted] = await Promise.all(
    ['norm', 'loss', 'halted'].map((name) => clip.read(name)),
  );
  const scalar = (values: Float32Array | undefined): number => values?.[0] ?? Number.NaN;
  return { loss: scalar(loss), gradNorm: scalar(norm), applied: scalar(halted) === 0 };
}

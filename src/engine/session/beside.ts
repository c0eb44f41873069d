import type { Executor, Program } from '../backends/executor';
import type { ByteSource } from '../core/bytes';
import { EngineError } from '../core/errors';
import { pack } from '../core/quantize';
import type { Checkpoint } from '../files/checkpoint';
import { makePlan } from '../graph/plan';
import { renameVariables } from '../graph/rename';
import { type ParameterSpec, parameterSize } from '../nn/parameters';
import type { Answered, ExampleList } from '../tasks/task';
import { answerExamples } from '../training/evaluate';
import { type Inference, infer } from '../training/inference';
import { buildNetwork, type Network } from '../training/network';
import { type HeldWeights, heldOf, type Placed } from './held';
import { answeringCapacity } from './memory';
import type { Run } from './run';
import { networkParts, type RunParts } from './runParts';
import { baseValue, openCheckpoint } from './weights';

/** Something that answers: a run, or a tuned model beside one. */
export interface Answering {
  readonly parts: RunParts;
  answer(examples: ExampleList): Promise<Answered>;
  /** Runs `work` with the weights as they were before training, then puts the tuned ones back. */
  withBase<T>(work: () => Promise<T>): Promise<T>;
  held(): HeldWeights;
}

/** A parameter of a tuned model, with its name in the executor's store. */
interface Place extends Placed {
  readonly name: string;
}

/**
 * Tuned models beside a run, on its executor. Weights that a model leaves as its base has them lie
 * there once, whoever reads them; what it trained lies there under names of its own, so that asking
 * another one moves nothing.
 */
export class Besides {
  private readonly open = new Map<string, Beside>();
  /** Models that read a variable which the run itself does not have. */
  private readonly readers = new Map<string, number>();

  constructor(
    readonly host: Run,
    private readonly executor: Executor,
  ) {}

  get(id: string): Beside | null {
    return this.open.get(id) ?? null;
  }

  /**
   * Puts a tuned model of the same base beside the run, its weights from a checkpoint, else from the
   * adapter among its parts.
   * @throws EngineError `beside/other-base`; `run/checkpoint` where tensors are missing.
   */
  async add(id: string, parts: RunParts, checkpoint: ByteSource | null): Promise<Beside> {
    const { model } = this.host.parts;
    if (parts.model !== model) throw otherBase(parts.model.label, model.label);
    const network = buildNetwork(networkParts(parts));
    const places = network.parameters.map((spec) => this.place(id, spec, network, parts));
    const fresh = places.filter(({ name }) => !this.executor.hasVariable(name));
    await this.executor.probe?.(bytesOf(fresh));
    const trained = network.trainable.map(({ name }) => name);
    const tuned = checkpoint && (await openCheckpoint(checkpoint, trained));
    for (const { name, why } of places)
      if (why !== 'shared') this.readers.set(name, (this.readers.get(name) ?? 0) + 1);
    const [plain, packed] = [true, false].map((isPlain) =>
      fresh.filter(({ storage }) => (storage === 'f32') === isPlain),
    ) as [Place[], Place[]];
    const base = new Map<string, Float32Array>();
    let beside: Beside | null = null;
    try {
      await this.load(packed, parts, tuned, base);
      // Made before they are written, so that a device apart gives them room all at once.
      for (const { name, spec } of plain) this.executor.createVariable(name, parameterSize(spec));
      beside = await Beside.compile({ parts, network, places, base }, this.executor);
      await this.load(plain, parts, tuned, base);
      this.open.set(id, beside);
      return beside;
    } catch (error) {
      beside?.dispose();
      this.release(places);
      throw error;
    }
  }

  /** Takes a model away, with every weight that nothing else reads. */
  remove(id: string): void {
    const beside = this.open.get(id);
    if (!beside) return;
    this.open.delete(id);
    beside.dispose();
    this.release(beside.places);
  }

  private release(places: readonly Place[]): void {
    for (const { name } of places) {
      const readers = this.readers.get(name);
      if (readers === undefined) continue;
      if (readers > 1) this.readers.set(name, readers - 1);
      else {
        this.readers.delete(name);
        this.executor.removeVariable(name);
      }
    }
  }

  private place(id: string, spec: ParameterSpec, network: Network, parts: RunParts): Place {
    const { host } = this;
    const { name } = spec;
    const storage = network.storages.get(name) ?? 'f32';
    const own = (why: Place['why']): Place => ({ spec, storage, why, name: `${id}/${name}` });
    if (network.trainable.includes(spec)) return own('trained');
    const { seed } = parts.job.training;
    if (!parts.model.holds(spec) && seed !== host.parts.job.training.seed) return own('drawn');
    const there = host.storageOf(name);
    if (there === storage) return { spec, storage, why: 'shared', name };
    // Others beside the run may want the same.
    const why = there === null ? 'apart' : 'otherPrecision';
    return { spec, storage, why, name: `base/${storage}/${name}` };
  }

  /** Writes weights that are not there yet; `base` gets the values before training of what was trained. */
  private async load(
    places: readonly Place[],
    { model, job, adapter }: RunParts,
    tuned: Checkpoint | null,
    base: Map<string, Float32Array>,
  ): Promise<void> {
    for (const { spec, name, storage, why } of places) {
      const before = await baseValue(spec, model, job.training.seed);
      if (why === 'trained') base.set(name, before);
      const saved = why === 'trained' ? await tuned?.read(spec.name) : undefined;
      const value = saved ?? adapter.get(spec.name) ?? before;
      if (storage === 'f32') this.executor.writeVariable(name, value);
      else this.executor.writePacked(name, pack(value, storage, spec.name));
    }
  }
}

interface BesideParts {
  readonly parts: RunParts;
  readonly network: Network;
  readonly places: readonly Place[];
  /** Of what was trained: its values before, by their names in the store. */
  readonly base: ReadonlyMap<string, Float32Array>;
}

/** A tuned model on another run's executor. */
class Beside implements Answering {
  private constructor(
    private readonly own: BesideParts,
    private readonly executor: Executor,
    private readonly inference: Inference,
  ) {}

  static async compile(own: BesideParts, executor: Executor): Promise<Beside> {
    const { parts, network, places } = own;
    const capacity = answeringCapacity(parts, network);
    const names = new Map(places.map(({ spec, name }) => [spec.name, name]));
    const plan = renameVariables(
      makePlan(network.inference, capacity, network.storages),
      (name) => names.get(name) ?? name,
    );
    const program: Program = await executor.compile(plan);
    return new Beside(own, executor, { program, network, capacity });
  }

  get parts(): RunParts {
    return this.own.parts;
  }

  get places(): readonly Place[] {
    return this.own.places;
  }

  answer(examples: ExampleList): Promise<Answered> {
    const model = { infer: (list: ExampleList) => infer(this.inference, list) };
    return answerExamples(model, this.parts, examples);
  }

  async withBase<T>(work: () => Promise<T>): Promise<T> {
    const { base } = this.own;
    const tuned = new Map<string, Float32Array>();
    for (const name of base.keys()) tuned.set(name, await this.executor.readVariable(name));
    const write = (values: typeof base): void => {
      for (const [name, data] of values) this.executor.writeVariable(name, data);
    };
    write(base);
    try {
      return await work();
    } finally {
      write(tuned);
    }
  }

  held(): HeldWeights {
    return heldOf(this.places);
  }

  dispose(): void {
    this.inference.program.dispose();
  }
}

function bytesOf(places: readonly Place[]): number {
  return Object.values(heldOf(places)).reduce((sum, bytes) => sum + bytes, 0);
}

function otherBase(wanted: string, there: string): EngineError {
  return new EngineError(
    'beside/other-base',
    `it was trained on ${wanted}, and ${there} is the base here`,
    { wanted, there },
    'Open its run from the list of runs, then ask it there.',
  );
}

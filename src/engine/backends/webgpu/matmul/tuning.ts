import { storedBytes } from '../../../core/storage';
import type { Plan, PlanBuffer, PlanStep } from '../../../graph/plan';
import { type Counts, elementCount } from '../../../graph/shapes';
import type { GpuDevice } from '../device';
import type { GpuStep, Lowering } from '../kernel';
import { KERNELS_BY_OP } from '../kernels/table';
import { Replay } from '../replay';
import { aligned, type GpuTensor, type Holder } from '../views';
import { type Contest, contestOf, matmul } from './lower';
import { tileName } from './product';

/** Quickest tiles by shape class, kept between sessions; what cannot be read is as if it were not there. */
export interface TileCache {
  read(adapter: string): Promise<ReadonlyMap<string, string>>;
  write(adapter: string, tiles: ReadonlyMap<string, string>): Promise<void>;
}

/**
 * Milliseconds that an executor spends on measuring, all its programs together: a second of waiting
 * that a run of minutes wins back. What is not measured goes by tilesFor's own order, and is
 * measured next time.
 */
const TIME_BOX = 1200;
/** Largest tensor that a contest is held on: scratch memory is not what a person planned for. */
const MOST_BYTES = 2 ** 26;
/** A submission should outlast what submitting costs; a CPU that plays a GPU needs no repeats. */
const REPEATS = { hardware: 16, software: 1 };
const ROUNDS = 2;

/** Measures which tile computes a product quickest on this device. */
export class Tuner {
  /** Names of the quickest tiles by shape class. */
  readonly tiles = new Map<string, string>();
  private left = TIME_BOX;
  private known: Promise<void> | null = null;

  constructor(
    private readonly gpu: GpuDevice,
    private readonly cache: TileCache,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Holds the contests of a plan that nobody has held, the largest first, while there is time. */
  async tune(plan: Plan): Promise<void> {
    this.known ??= this.recall();
    await this.known;
    const scratch = new Scratch(this.gpu);
    const counts = this.gpu.createBuffer(16, GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST);
    const { N, S, M = 0 } = plan.capacity;
    this.gpu.device.queue.writeBuffer(counts, 0, Uint32Array.of(N, S, M, 0));
    const before = this.tiles.size;
    try {
      for (const [key, { step, contest }] of this.open(plan, scratch)) {
        if (this.left <= 0) break;
        const begin = this.now();
        const times = await this.hold(step, contest, plan.capacity, counts);
        this.left -= this.now() - begin;
        const best = times.sort((a, b) => a.ms - b.ms)[0];
        if (best) this.tiles.set(key, best.name);
      }
    } finally {
      scratch.dispose();
      this.gpu.destroyBuffer(counts);
    }
    if (this.tiles.size > before) await this.cache.write(this.gpu.name, this.tiles);
  }

  private async recall(): Promise<void> {
    for (const [key, name] of await this.cache.read(this.gpu.name)) this.tiles.set(key, name);
  }

  /** Contests by shape class, those with most work in the plan first. */
  private open(plan: Plan, scratch: Scratch): [string, { step: GpuStep; contest: Contest }][] {
    const found = new Map<string, { step: GpuStep; contest: Contest; work: number }>();
    for (const planned of plan.steps) {
      if (KERNELS_BY_OP[planned.op.id] !== matmul) continue;
      const step = scratch.step(plan, planned);
      const contest = step && contestOf(step, this.lowering(plan.capacity, this.tiles));
      if (!contest || contest.candidates.length < 2 || this.tiles.has(contest.key)) continue;
      const known = found.get(contest.key);
      found.set(contest.key, { step, contest, work: (known?.work ?? 0) + contest.work });
    }
    return [...found].sort(([, a], [, b]) => b.work - a.work);
  }

  /** Times of the candidates that compile. */
  private async hold(
    step: GpuStep,
    { key, candidates }: Contest,
    capacity: Counts,
    counts: GPUBuffer,
  ): Promise<{ name: string; ms: number }[]> {
    const { gpu } = this;
    const repeats = gpu.traits.software ? REPEATS.software : REPEATS.hardware;
    const entrants = await Promise.all(
      candidates.map(async (tile) => {
        const name = tileName(tile);
        const kernels = matmul(step, this.lowering(capacity, new Map([[key, name]])));
        const all = Array.from({ length: repeats }, () => kernels).flat();
        const replay = await Replay.compile(gpu, [{ steps: [], kernels: all }], counts, () => {});
        return { name, replay };
      }),
    );
    const times: { name: string; ms: number }[] = [];
    for (const { name, replay } of entrants) {
      if (replay.dispatches() === 0) continue;
      let ms = Number.POSITIVE_INFINITY;
      for (let round = 0; round <= ROUNDS; round++) {
        const begin = this.now();
        replay.run(capacity, () => {});
        await gpu.device.queue.onSubmittedWorkDone();
        if (round > 0) ms = Math.min(ms, this.now() - begin);
      }
      gpu.assertWell();
      times.push({ name, ms });
    }
    return times;
  }

  private lowering(capacity: Counts, tiles: Lowering['tiles']): Lowering {
    const none = (): never => {
      throw new Error('a product needs no memory of its own');
    };
    return { traits: this.gpu.traits, capacity, tiles, temporary: none, constant: none };
  }
}

/** Buffers to compute on in place of a program's own, which a product might change. */
class Scratch {
  private readonly holders: Holder[] = [];

  constructor(private readonly gpu: GpuDevice) {}

  /** A plan's step on tensors of the same sizes here; null where one is too large. */
  step(plan: Plan, { op, attrs, inputs, outputs }: PlanStep): GpuStep | null {
    // What is one buffer in the plan is one here: kernels bind it once.
    const ids = [...new Set([...inputs, ...outputs])];
    const bytes = ids.map((id) => this.bytesOf(plan, id));
    if (Math.max(...bytes) > MOST_BYTES) return null;
    const place = (id: number): GpuTensor => {
      const { shape, dtype, storage } = plan.buffers[id] as PlanBuffer;
      const i = ids.indexOf(id);
      return { holder: this.holder(i, bytes[i] as number), offset: 0, shape, dtype, storage };
    };
    return { op: op.id, attrs, inputs: inputs.map(place), outputs: outputs.map(place) };
  }

  dispose(): void {
    for (const { buffer } of this.holders.splice(0)) this.gpu.destroyBuffer(buffer);
  }

  private bytesOf(plan: Plan, id: number): number {
    const { shape, storage } = plan.buffers[id] as PlanBuffer;
    return Math.max(256, aligned(storedBytes(storage, elementCount(shape, plan.capacity))));
  }

  /** The buffer of the i-th tensor of a step, as large as any step needs it. */
  private holder(index: number, bytes: number): Holder {
    const holder = this.holders[index];
    if (holder && holder.buffer.size >= bytes) return holder;
    const { STORAGE, COPY_DST } = GPUBufferUsage;
    const buffer = this.gpu.createBuffer(bytes, STORAGE | COPY_DST);
    if (!holder) {
      this.holders[index] = { buffer };
      return this.holders[index] as Holder;
    }
    this.gpu.destroyBuffer(holder.buffer);
    holder.buffer = buffer;
    return holder;
  }
}

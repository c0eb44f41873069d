import type { ByteSource } from '../core/bytes';
import { EngineError } from '../core/errors';
import { type OutputFile, streamedFile } from './outputFile';
import { openSafetensors, type SafetensorsFile } from './safetensors';
import { safetensorsByteLength, safetensorsChunks, type TensorToWrite } from './safetensorsWriter';

const FORMAT = 'graft-checkpoint';
/** Raised when the meaning of state or tensors changes; {@link MIGRATIONS} then gets an entry. */
export const CHECKPOINT_VERSION = 1;

export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json };

/** All of a run that is not a tensor. */
export interface CheckpointState {
  /** sha256 of the completed job: a checkpoint continues no other. */
  readonly jobHash: string;
  /** Completed optimizer steps. */
  readonly step: number;
  /** Generators by purpose, as core/rng.ts saves them. */
  readonly rng: Json;
  /** Epoch, place in the epoch's order and whatever else the loop needs to go on. */
  readonly data: Json;
}

export interface Checkpoint {
  readonly state: CheckpointState;
  readonly tensors: ReadonlySet<string>;
  /** Bit for bit what was written. */
  read(name: string): Promise<Float32Array>;
}

/** State of version n → state of version n + 1. */
const MIGRATIONS: ReadonlyMap<number, (state: Json) => Json> = new Map();

/** One safetensors file: f32 tensors (weights, moments) and the state as JSON in its metadata. */
export function writeCheckpoint(
  path: string,
  tensors: ReadonlyMap<string, Float32Array>,
  state: CheckpointState,
): OutputFile {
  const metadata = {
    format: FORMAT,
    version: String(CHECKPOINT_VERSION),
    state: JSON.stringify(state),
  };
  const entries: TensorToWrite[] = [...tensors].map(([name, data]) => {
    return { name, dtype: 'F32', shape: [data.length], data };
  });
  const byteLength = safetensorsByteLength(entries, metadata);
  return streamedFile(path, byteLength, () => safetensorsChunks(entries, metadata));
}

/**
 * Opens a checkpoint; with `jobHash` given it must be that job's.
 * @throws EngineError `run/bad-checkpoint` (no checkpoint, other version, other job) or a fault of
 * the file itself.
 */
export async function readCheckpoint(source: ByteSource, jobHash?: string): Promise<Checkpoint> {
  const file = await openSafetensors(source);
  const state = parseState(file, source.name);
  if (jobHash !== undefined && state.jobHash !== jobHash) {
    throw badCheckpoint(
      source.name,
      'belongs to another job',
      'Settings or data changed since. Start a new run, or bring the old settings back.',
    );
  }
  return { state, tensors: new Set(file.tensors.keys()), read: (name) => file.read(name) };
}

function badCheckpoint(file: string, what: string, remedy: string): EngineError {
  return new EngineError('run/bad-checkpoint', `${file} ${what}.`, { file }, remedy);
}

function parseState(file: SafetensorsFile, name: string): CheckpointState {
  const { format, version, state } = file.metadata;
  const found = Number(version);
  if (format !== FORMAT || state === undefined || !Number.isInteger(found)) {
    throw badCheckpoint(name, 'is not a checkpoint of a run', 'Choose the file of a run.');
  }
  if (found > CHECKPOINT_VERSION) {
    const what = `has version ${found}; this studio reads up to ${CHECKPOINT_VERSION}`;
    throw badCheckpoint(name, what, 'Open it with the newer version of the studio that wrote it.');
  }
  let json = JSON.parse(state) as Json;
  for (let v = found; v < CHECKPOINT_VERSION; v++) {
    const migrate = MIGRATIONS.get(v);
    if (!migrate) throw badCheckpoint(name, `has the old version ${found}`, 'Start a new run.');
    json = migrate(json);
  }
  const record = json as Partial<Record<keyof CheckpointState, Json>> | null;
  const { jobHash, step, rng = null, data = null } = record ?? {};
  if (typeof jobHash !== 'string' || typeof step !== 'number') {
    throw badCheckpoint(name, 'has no job hash and step', 'Start a new run.');
  }
  return { jobHash, step, rng, data };
}

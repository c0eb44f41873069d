import { EngineError } from '../core/errors';
import { ACTIVATION_KINDS } from '../ops/activation';
import type { ConfigJson } from './model';

/** Sizes and counts beyond it are no model's. */
const MOST = 2 ** 31 - 1;

/** Reads config.json by key, collects every fault, and throws them once. */
export class ConfigReader {
  private readonly faults: string[] = [];
  private readonly config: ConfigJson;

  constructor(config: ConfigJson) {
    this.config = config;
  }

  /** A positive whole number up to `most`; `fallback` where the key is absent. */
  size(key: string, fallback?: number, most = MOST): number {
    const value = this.config[key] ?? fallback;
    if (typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= most)
      return value;
    this.faults.push(
      `${key} is ${JSON.stringify(this.config[key] ?? null)}, expected a positive whole number up to ${most}`,
    );
    return 1;
  }

  /** A number; `fallback` where the key is absent or null. */
  number(key: string, fallback: number): number {
    const value = this.config[key] ?? fallback;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    this.faults.push(`${key} is ${JSON.stringify(value)}, expected a number`);
    return fallback;
  }

  /** A dropout rate; `fallback` where the key is absent or null. */
  rate(key: string, fallback: number): number {
    const value = this.number(key, fallback);
    if (value < 0 || value > 1) this.faults.push(`${key} is ${value}, expected 0 to 1`);
    return value;
  }

  /** An activation by transformers' name. */
  activation(key: string, fallback: string): string {
    const value = String(this.config[key] ?? fallback);
    const kind = value === 'gelu_pytorch_tanh' ? 'gelu_new' : value === 'swish' ? 'silu' : value;
    if (!ACTIVATION_KINDS.includes(kind)) {
      this.faults.push(
        `${key} "${value}" is not implemented (known: ${ACTIVATION_KINDS.join(', ')})`,
      );
    }
    return kind;
  }

  /** Refuses a key that is set to anything but these values (absent is allowed). */
  refuseUnless(key: string, allowed: readonly unknown[]): void {
    const value = this.config[key];
    if (value === undefined || value === null || allowed.includes(value)) return;
    const known = allowed.map((item) => JSON.stringify(item)).join(', ');
    this.faults.push(`${key} ${JSON.stringify(value)} is not implemented (known: ${known})`);
  }

  /** Adds a fault where a relation between sizes, all of them found, does not hold. */
  require(holds: boolean, fault: string): void {
    if (!holds && this.faults.length === 0) this.faults.push(fault);
  }

  /** Throws every fault found, together. */
  finish(): void {
    if (this.faults.length === 0) return;
    throw new EngineError(
      'model/config',
      `config.json: ${this.faults.join('; ')}`,
      { file: 'config.json', faults: this.faults },
      'Check that config.json belongs to these weights, or choose another model.',
    );
  }
}

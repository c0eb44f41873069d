import type { Dim } from '../../graph/shapes';
import type { Opcode } from './assembly/opcodes';

/** One argument of a kernel call: 32 bits, and whether they are an address that it reads or writes. */
export interface Word {
  readonly bits: number;
  readonly reads?: boolean;
  readonly writes?: boolean;
}

const floatBits = new Float32Array(1);
const integerBits = new Int32Array(floatBits.buffer);

/** An address that the kernel reads. */
export const read = (address: number): Word => ({ bits: address, reads: true });
/** An address that the kernel writes. */
export const write = (address: number): Word => ({ bits: address, writes: true });
/** An address whose contents the kernel changes. */
export const change = (address: number): Word => ({ bits: address, reads: true, writes: true });
/** No tensor. */
export const nothing: Word = { bits: 0 };
export const integer = (value: number): Word => ({ bits: value });
export const flag = (value: boolean): Word => ({ bits: value ? 1 : 0 });
/** What stands for sizes of the run (assembly/record.ts). */
const SIZES = { N: -1, S: -2, M: -3 } as const;
/** A size: a literal, or one of the run's. */
export const size = (dim: Dim): Word => ({ bits: typeof dim === 'number' ? dim : SIZES[dim] });

/** A number rounded to f32. */
export function float(value: number): Word {
  floatBits[0] = value;
  return { bits: integerBits[0] as number };
}

const HEADER_WORDS = 4;

/**
 * Encoded kernel calls: [opcode, words, barrier, counter, arguments…] each, closed by a zero.
 * A call waits for all threads only when it touches what another call has written since they last
 * met, or writes what one has read.
 */
export class ProgramWriter {
  private readonly encoded: number[] = [];
  private readonly readSince = new Set<number>();
  private readonly writtenSince = new Set<number>();

  call(opcode: Opcode, words: readonly Word[]): void {
    const wait = this.mustWait(words);
    this.encoded.push(opcode, HEADER_WORDS + words.length, wait ? 1 : 0, 0);
    for (const { bits } of words) this.encoded.push(bits);
    for (const { bits, reads, writes } of words) {
      if (reads) this.readSince.add(bits);
      if (writes) this.writtenSince.add(bits);
    }
  }

  /** All calls and the end mark. */
  words(): readonly number[] {
    return [...this.encoded, 0];
  }

  private mustWait(words: readonly Word[]): boolean {
    const conflict = words.some(
      ({ bits, reads, writes }) =>
        ((reads || writes) && this.writtenSince.has(bits)) || (writes && this.readSince.has(bits)),
    );
    if (conflict) {
      this.readSince.clear();
      this.writtenSince.clear();
    }
    return conflict;
  }
}

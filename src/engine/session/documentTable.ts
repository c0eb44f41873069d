import { createNumberList } from '../data/numberList';
import type { Encoding } from '../text/tokenizer';

/** The sequences of many texts, in little memory. */
export interface DocumentTable {
  /** Tokens of each sequence. */
  readonly lengths: Uint32Array;
  /** First sequence of each text, and one past the last one's. */
  readonly firsts: Uint32Array;
  sequence(index: number): Sequence;
}

type Sequence = Pick<Encoding, 'ids' | 'typeIds'>;

/** Up to this many ids, each fits in two bytes. */
const SHORT_IDS = 1 << 16;

/** Starts an empty table of sequences of one type; texts are added in order. */
export function createDocumentTable(vocabSize: number) {
  const ids = createNumberList(vocabSize <= SHORT_IDS ? Uint16Array : Uint32Array);
  const [starts, firsts] = [createNumberList(), createNumberList()];
  starts.push(0);
  firsts.push(0);
  return {
    add(sequences: readonly Sequence[]): void {
      for (const sequence of sequences) {
        for (const id of sequence.ids) ids.push(id);
        starts.push(ids.length);
      }
      firsts.push(starts.length - 1);
    },
    done(): DocumentTable {
      const all = (list: typeof starts): Uint32Array =>
        Uint32Array.from({ length: list.length }, (_, i) => list.get(i));
      const ends = all(starts);
      const lengthOf = (index: number): number => (ends[index + 1] ?? 0) - (ends[index] ?? 0);
      return {
        lengths: Uint32Array.from({ length: ends.length - 1 }, (_, i) => lengthOf(i)),
        firsts: all(firsts),
        sequence(index) {
          const [start, length] = [ends[index] ?? 0, lengthOf(index)];
          const own = Int32Array.from({ length }, (_, i) => ids.get(start + i));
          return { ids: own, typeIds: new Int32Array(length) };
        },
      };
    },
  };
}

import type { ChoiceField } from '../core/fields';
import { fitsBlocks, type Storage } from '../core/storage';
import type { Precision } from '../job';
import type { ParameterSpec } from '../nn/parameters';

/** The job's `precision` as a field of its own. */
export const PRECISION_FIELD = {
  key: 'precision',
  label: 'Precision of what stays frozen',
  kind: 'choice',
  default: 'f32',
  options: [
    { value: 'f32', label: '32 bits' },
    { value: 'f16', label: '16 bits' },
    { value: 'q8', label: '8 bits' },
    { value: 'q4', label: '4 bits' },
  ],
  help: 'Matrices and embeddings that do not train take fewer bytes; what trains stays exact. 8 bits cost next to no accuracy, 4 bits some.',
} as const satisfies ChoiceField;

/** Every precision, the exact one first. */
export const PRECISIONS = PRECISION_FIELD.options.map(({ value }) => value);

/** Four bits with a least value a block: half a bit more than without, a tenth less error. */
const STORAGE_OF: Readonly<Record<Precision, Storage>> = {
  f32: 'f32',
  f16: 'f16',
  q8: 'q8_0',
  q4: 'q4_1',
};

/** How a frozen matrix or table lies: halves where its rows are no whole blocks. */
export function frozenStorage(precision: Precision, { shape }: ParameterSpec): Storage {
  const storage = STORAGE_OF[precision];
  const inBlocks = storage !== 'f32' && storage !== 'f16';
  return inBlocks && !fitsBlocks(shape.at(-1) ?? 0) ? 'f16' : storage;
}

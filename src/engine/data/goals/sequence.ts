import { type ColumnRoles, guessRoles, type RoleFit } from '../columns';
import { columnIndex, type Dataset } from '../dataset';
import type { Goal, RoleSpec, RowText } from './goal';

const TEXT: RoleSpec = { key: 'text', label: 'Text', required: true };
const PAIR: RoleSpec = { key: 'textPair', label: 'Second text', required: false };

/** What goals share that read one text, or a pair, and an answer to it. */
export function sequenceGoal(
  role: RoleSpec,
  fit: Omit<RoleFit, 'role'>,
): Pick<Goal, 'roles' | 'guess' | 'text'> {
  return {
    roles: [TEXT, PAIR, role],
    guess: (dataset) => guessRoles(dataset, { ...fit, role: role.key }),
    text: sequenceText,
  };
}

function sequenceText(dataset: Dataset, { text, textPair }: ColumnRoles): RowText {
  const first = columnIndex(dataset, text ?? '');
  const second = textPair === undefined ? null : columnIndex(dataset, textPair);
  return {
    columns: second === null ? [first] : [first, second],
    text: (row) => dataset.text(row, first),
    pair: (row) => (second === null ? null : dataset.text(row, second)),
  };
}

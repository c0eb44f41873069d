import { NO_TARGET } from '../../core/target';
import { guessOnlyText } from '../columns';
import { columnIndex } from '../dataset';
import { createProblemLog } from '../problems';
import type { Goal } from './goal';

/** The words of the texts themselves: nothing beside them is learned, and none of them is cut off. */
export const texts: Goal = {
  id: 'text',
  roles: [{ key: 'text', label: 'Text', required: true }],
  stratifies: false,
  guess: guessOnlyText,
  text(dataset, { text = '' }) {
    const column = columnIndex(dataset, text);
    return {
      columns: [column],
      text: (row) => dataset.text(row, column),
      pair: () => null,
      whole: true,
    };
  },
  answers: () => ({
    names: [],
    problems: createProblemLog().report(),
    read: () => NO_TARGET,
    said: () => '',
    tally() {},
  }),
};

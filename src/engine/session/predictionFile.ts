import { EngineError } from '../core/errors';
import { type CsvCell, csvRecord } from '../data/csvText';
import { namesOf, type RowAnswers } from '../tasks/task';
import type { ScoredRows } from './scoredRows';

/** Rows between two pieces of a file. */
const ROWS_A_PIECE = 500;

/** A piece of a file of predictions, and the rows that are written by then. */
export interface PredictionPiece {
  readonly text: string;
  readonly rows: number;
}

/**
 * Every row of an evaluation as CSV, in the order of the file: row number, file, texts, what is true,
 * and of each side what it says, how sure it is, and the probability of every name. Lists of labels,
 * words and tags are JSON.
 * @throws EngineError `evaluation/no-answers` where the task's rows have no answers of their own.
 */
export function* predictionFile(scored: ScoredRows): Generator<PredictionPiece> {
  const { answers, id } = scored.settled.task;
  if (!answers)
    throw new EngineError(
      'evaluation/no-answers',
      `rows of ${id} have no answers of their own to write down`,
      { task: id },
      'Use the metrics alone.',
    );
  const columns = columnsOf(scored, answers);
  let text = csvRecord(columns.map(({ name }) => name));
  for (let row = 0; row < scored.split.rows; row++) {
    text += csvRecord(columns.map(({ cell }) => cell(row)));
    if ((row + 1) % ROWS_A_PIECE > 0) continue;
    yield { text, rows: row + 1 };
    text = '';
  }
  yield { text, rows: scored.split.rows };
}

interface Column {
  readonly name: string;
  cell(row: number): CsvCell;
}

function columnsOf(scored: ScoredRows, answers: RowAnswers): Column[] {
  const { settled, split, target } = scored;
  return [
    { name: 'row', cell: (row) => split.row(row).number },
    { name: 'file', cell: (row) => split.row(row).dataset.name },
    ...textColumns(scored),
    ...answerColumns('true', scored, answers, (row) =>
      answers.truth(target(row), settled.taskConfig),
    ),
    ...scored.sides.flatMap((side) => sideColumns(side, scored, answers)),
  ];
}

function textColumns({ split }: ScoredRows): Column[] {
  const first = split.rows > 0 ? split.row(0) : null;
  if (first?.words())
    return [{ name: 'words', cell: (row) => JSON.stringify(split.row(row).words()) }];
  const text: Column = { name: 'text', cell: (row) => split.row(row).text() };
  const pair: Column = { name: 'text_pair', cell: (row) => split.row(row).pair() };
  return first?.pair() === null ? [text] : [text, pair];
}

function sideColumns(
  { name, predictions }: ScoredRows['sides'][number],
  scored: ScoredRows,
  answers: RowAnswers,
): Column[] {
  const { taskConfig } = scored.settled;
  const [first] = predictions;
  const said = answerColumns(name, scored, answers, (row) => {
    const prediction = predictions[row];
    return prediction ? answers.said(prediction, taskConfig) : [];
  });
  if (!first || first.sure === null) return said;
  const sure: Column = { name: `${name}_sure`, cell: (row) => predictions[row]?.sure ?? null };
  // Where words are tagged, scores are of words and not of names.
  const names = first.tags ? [] : namesOf(taskConfig);
  const chances = names.map(
    (label, i): Column => ({
      name: `${name}:${label}`,
      cell: (row) => predictions[row]?.scores[i] ?? null,
    }),
  );
  return [...said, sure, ...chances];
}

/** The column of an answer; one for each name where answers are numbers of several. */
function answerColumns(
  name: string,
  { settled }: ScoredRows,
  { written }: RowAnswers,
  answer: (row: number) => readonly (string | number)[],
): Column[] {
  if (written === 'list') return [{ name, cell: (row) => JSON.stringify(answer(row)) }];
  const names = namesOf(settled.taskConfig);
  if (written === 'name' || names.length === 1)
    return [{ name, cell: (row) => answer(row)[0] ?? null }];
  return names.map((one, i) => ({ name: `${name}:${one}`, cell: (row) => answer(row)[i] ?? null }));
}

import { unparse } from 'papaparse';
import type { TryAnswer } from '../../../worker/protocol';
import { markedText } from '../../components/tagged';
import type { TriedTable } from '../../stores/triedTable';

/** What is said of a text, in a line. */
export function saidText({ words }: TryAnswer, side: TryAnswer['tuned']): string {
  return words ? markedText(words, side.tags ?? []) : side.said;
}

/**
 * A table of answers for a sheet: the line's number and text, what the base says, then of each model
 * what it says, how sure it is, and its score of every name. Numbers are given in full.
 */
export function tableText(
  { lines, numbers, answers, done }: TriedTable,
  names: readonly string[],
  delimiter: ',' | '\t',
): string {
  const firsts = answers.map(([first]) => first);
  const pairs = lines.some(({ pair }) => pair !== undefined);
  const fields = [
    ...['line', 'text', ...(pairs ? ['second_text'] : [])],
    ...['base', ...(isSure(firsts[0], 'base') ? ['base_sure'] : [])],
    ...names.flatMap((name, i) => [
      name,
      ...(isSure(firsts[i], 'tuned') ? [`${name}_sure`] : []),
      ...scoredLabels(firsts[i]).map((label) => `${name}: ${label}`),
    ]),
  ];
  const data = lines.slice(0, done).map(({ text, pair = '' }, row) => {
    const first = answers[0]?.[row];
    return [
      ...[numbers[row], text, ...(pairs ? [pair] : [])],
      ...(first ? cells(first, 'base') : []),
      ...answers.flatMap((own) => {
        const answer = own[row];
        if (!answer) return [];
        return [
          ...cells(answer, 'tuned'),
          ...scoredLabels(answer).map((_, i) => answer.tuned.scores[i]),
        ];
      }),
    ];
  });
  return unparse({ fields, data }, { delimiter, escapeFormulae: true });
}

function cells(answer: TryAnswer, side: 'base' | 'tuned'): (string | number | null)[] {
  const said = saidText(answer, answer[side]);
  return isSure(answer, side) ? [said, answer[side].sure] : [said];
}

function isSure(answer: TryAnswer | undefined, side: 'base' | 'tuned'): boolean {
  return answer !== undefined && answer[side].sure !== null && answer.words === null;
}

/** Names with a score each; where words are tagged the scores are of the words. */
function scoredLabels(answer: TryAnswer | undefined): readonly string[] {
  return answer && answer.words === null ? answer.labels : [];
}

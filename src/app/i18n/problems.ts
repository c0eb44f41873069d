import type { TFunction } from 'i18next';
import type { ErrorRecord, ProblemExample, ProblemGroup } from '../../worker/protocol';

type Place = Pick<ProblemExample, 'row' | 'line' | 'column'>;
type Values = ErrorRecord['values'];

/** The first problem of a group in the language at hand: place, what is odd, what was done. */
export function problemSentence(t: TFunction, { kind, examples, count }: ProblemGroup): string {
  const [first] = examples;
  if (!first) return '';
  return sentence(t, kind, { ...first.values }, first, count) ?? first.message;
}

/** What a person can do about a kind of problem; '' where there is nothing to do. */
export function problemRemedy(t: TFunction, kind: string): string {
  return t(`problemRemedy_${kind}`, { defaultValue: '' });
}

/** An error in the language at hand; the engine's English for codes without a translation. */
export function errorSentence(t: TFunction, { code, message, values }: ErrorRecord): string {
  const known = t(`error_${code}`, { ...joined(values), defaultValue: '' });
  if (known !== '') return known;
  const kind = code.startsWith('data/') ? code.slice(5) : '';
  const said = kind && sentence(t, kind, values, placeOf(values), 1);
  if (!said) return message;
  return typeof values.file === 'string' ? t('inFile', { file: values.file, said }) : said;
}

/** What to do about an error, in the language at hand. */
export function errorRemedy(t: TFunction, { code, remedy, values }: ErrorRecord): string {
  const known = t(`remedy_${code}`, { ...joined(values), defaultValue: '' });
  if (known !== '') return known;
  return (code.startsWith('data/') && problemRemedy(t, code.slice(5))) || remedy;
}

function sentence(
  t: TFunction,
  kind: string,
  values: Values,
  place: Place,
  count: number,
): string | null {
  const said = t(`problem_${kind}`, { ...joined(values), defaultValue: '', problems: count });
  return said === '' ? null : sayPlace(t, place) + said;
}

function sayPlace(t: TFunction, { row, line, column }: Place): string {
  if (row !== null && column !== null) return t('placeCell', { row, column });
  if (row !== null) return t('placeRow', { row });
  if (line !== null) return t('placeLine', { line });
  return column === null ? '' : t('placeColumn', { column });
}

function placeOf({ row, line, column }: Values): Place {
  return {
    row: typeof row === 'number' ? row : null,
    line: typeof line === 'number' ? line : null,
    column: typeof column === 'string' ? column : null,
  };
}

/** Lists as one string; `count` under another name would lose i18next's plural, so it stays. */
function joined(values: Values): Record<string, string | number | boolean | null> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      typeof value === 'object' && value !== null ? value.join(', ') : value,
    ]),
  );
}

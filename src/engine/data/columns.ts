import { EngineError } from '../core/errors';
import { columnIndex, type Dataset } from './dataset';
import type { Goal } from './goals/goal';
import { someNames } from './names';
import { type ColumnProfile, profileColumn } from './profile';
import { type NameScores, nameScore, PAIR_NAMES, TEXT_NAMES } from './roleNames';

/** Which column plays which role: the names that a goal gives them, and the columns'. */
export type ColumnRoles = Readonly<Record<string, string>>;

/** Why a column got its role. */
export interface ColumnReason {
  readonly code:
    | 'name-and-content'
    | 'name'
    | 'content'
    | 'lists'
    | 'flags'
    | 'text-of-spans'
    | 'spans'
    | 'remaining'
    | 'only'
    | 'none'
    | 'ambiguous';
  readonly values: Readonly<Record<string, string | number>>;
  readonly message: string;
}

/** A guess at the roles; those that no column fits are left out. */
export interface ColumnGuess {
  readonly roles: ColumnRoles;
  readonly reasons: Readonly<Record<string, ColumnReason>>;
  /** Whether a run may rely on it without asking: all found, and nothing else comes close. */
  readonly safe: boolean;
}

/** What makes a column fit a role beside that of the text. */
export interface RoleFit {
  readonly role: string;
  readonly names: NameScores;
  /** 0 to 2; below 0 where it cannot be. */
  content(profile: ColumnProfile, dataset: Dataset): number;
  /** What no column does: "has few values that return". */
  readonly lacking: string;
  /** What the best one does: "it has 4 values that return". */
  having(profile: ColumnProfile): string;
}

/** Rows that a guess looks at. */
const GUESS_ROWS = 2000;
/** A label column has at most this many values in a guess; more can be picked by hand. */
const GUESS_CLASSES = 200;

interface Scored {
  readonly profile: ColumnProfile;
  readonly name: number;
  readonly content: number;
}

function total({ name, content }: Scored): number {
  return content < 0 ? -1 : name + content;
}

/** 0 to 3: long and varied is text; below 0 where it cannot be. */
function textContent({ kind, distinct, seen, blank, meanWords }: ColumnProfile): number {
  const filled = seen - blank;
  if (filled === 0 || kind === 'date' || kind === 'id' || kind === 'number' || kind === 'json')
    return -1;
  const varied = distinct / filled;
  const long = Math.min(1, Math.log2(1 + meanWords) / 5);
  return (kind === 'text' ? 1 : 0) + varied * 0.5 + long * 1.5;
}

/** Numbers that are different more often than this are a quantity and no class. */
const FEW_NUMBERS = 10;

/** 0 to 2: few values that return; below 0 where it cannot be. */
export function labelContent({ kind, distinct, seen, blank, meanWords }: ColumnProfile): number {
  const filled = seen - blank;
  if (filled === 0 || distinct < 1 || kind === 'date' || kind === 'id' || kind === 'json')
    return -1;
  if (distinct > GUESS_CLASSES || meanWords > 8) return -1;
  const repeats = filled / distinct;
  if (kind === 'number' && distinct > FEW_NUMBERS && repeats < 2) return -1;
  const few = distinct >= 2 && distinct <= 50 ? 1 : 0;
  return (
    few * Math.min(1, repeats / 4) + (kind === 'category' ? 0.5 : 0) + (distinct === 1 ? -0.5 : 0)
  );
}

/**
 * Guesses text, second text and the role of the answer by names and content, from a sample of the
 * rows. Dates and identifiers are passed over.
 */
export function guessRoles(dataset: Dataset, fit: RoleFit): ColumnGuess {
  const text = guessTextRoles(dataset);
  const answers = rank(text.others, (profile) => ({
    name: nameScore(profile.name, fit.names),
    content: fit.content(profile, dataset),
  }));
  const answer = answers[0];
  const said = { lacking: fit.lacking, having: fit.having };
  return {
    roles: { ...text.roles, ...(answer && { [fit.role]: answer.profile.name }) },
    reasons: { ...text.reasons, [fit.role]: sayReason(said, answer, answers) },
    safe: text.safe && isClear(answer, answers),
  };
}

/** The columns of the text and of a second one, and the profiles of all others. */
export function guessTextRoles(
  dataset: Dataset,
): ColumnGuess & { readonly others: readonly ColumnProfile[] } {
  const profiles = dataset.columns.map((_, i) => profileColumn(dataset, i, GUESS_ROWS));
  const { texts, text, pair } = guessTexts(profiles);
  const pairOf = pair && { profile: pair, name: 4, content: 1 };
  return {
    roles: { ...(text && { text: text.profile.name }), ...(pair && { textPair: pair.name }) },
    reasons: {
      text: sayReason(TEXT_SAID, text, texts),
      ...(pairOf && { textPair: sayReason(TEXT_SAID, pairOf, []) }),
    },
    safe: isClear(text, texts),
    others: profiles.filter((profile) => profile !== text?.profile && profile !== pair),
  };
}

/** Kinds of columns that can be the answer to a text. */
const ANSWERS: ReadonlySet<ColumnProfile['kind']> = new Set(['category', 'number']);

/** The column of the texts, to be relied on only where no other column can be an answer to them. */
export function guessOnlyText(dataset: Dataset): ColumnGuess {
  const profiles = dataset.columns.map((_, i) => profileColumn(dataset, i, GUESS_ROWS));
  const { texts, text } = guessTexts(profiles);
  const answers = profiles.filter((one) => one !== text?.profile && ANSWERS.has(one.kind));
  const safe = isClear(text, texts) && answers.length === 0;
  const column = text?.profile.name ?? '';
  const reason: ColumnReason = safe
    ? {
        code: 'only',
        values: { column },
        message: `“${column}” holds text, and no column answers it.`,
      }
    : sayReason(TEXT_SAID, text, texts);
  return { roles: text ? { text: column } : {}, reasons: { text: reason }, safe };
}

/** The column of the texts, the others that may be, and that of second texts. */
function guessTexts(profiles: readonly ColumnProfile[]) {
  const texts = rank(profiles, (p) => ({
    name: nameScore(p.name, TEXT_NAMES),
    content: textContent(p),
  }));
  const text = texts.find((scored) => nameScore(scored.profile.name, PAIR_NAMES) < 4) ?? texts[0];
  const pair = profiles.find(
    (p) => p !== text?.profile && p.kind === 'text' && nameScore(p.name, PAIR_NAMES) === 4,
  );
  return { texts, text, pair };
}

function rank(
  profiles: readonly ColumnProfile[],
  score: (profile: ColumnProfile) => { name: number; content: number },
): Scored[] {
  return profiles
    .map((profile) => ({ profile, ...score(profile) }))
    .filter((scored) => total(scored) >= 0)
    .sort((a, b) => total(b) - total(a));
}

/** Whether the first candidate leads the second by enough to be relied on. */
function isClear(best: Scored | undefined, ranked: readonly Scored[]): boolean {
  if (!best || total(best) < 1) return false;
  const next = ranked.find(
    (scored) => scored !== best && nameScore(scored.profile.name, PAIR_NAMES) < 4,
  );
  return !next || total(best) - total(next) >= 0.75;
}

type Said = Pick<RoleFit, 'lacking' | 'having'>;

const TEXT_SAID: Said = {
  lacking: 'holds text',
  having: ({ meanWords }) =>
    `its values are long and varied (${Math.round(meanWords)} words on average)`,
};

function sayReason(said: Said, best: Scored | undefined, ranked: readonly Scored[]): ColumnReason {
  if (!best) return { code: 'none', values: {}, message: `No column ${said.lacking}.` };
  const { name: column, distinct, meanWords } = best.profile;
  const values = { column, distinct, words: Math.round(meanWords) };
  const content = said.having(best.profile);
  if (ranked.length > 0 && !isClear(best, ranked)) {
    const other = ranked.find((scored) => scored !== best)?.profile.name ?? '';
    const message = `“${column}” fits best, but ${other === '' ? 'not well' : `“${other}” fits nearly as well`}; please check.`;
    return { code: 'ambiguous', values: { ...values, other }, message };
  }
  const strong = best.content >= 0.75;
  if (best.name >= 2 && strong)
    return {
      code: 'name-and-content',
      values,
      message: `“${column}” is a usual name for it, and ${content}.`,
    };
  if (best.name >= 2)
    return { code: 'name', values, message: `“${column}” is a usual name for it.` };
  return { code: 'content', values, message: `“${column}”: ${content}.` };
}

/**
 * The roles to train with: those that were named, else the guess where it is safe. Throws
 * `data/unknown-column`, `data/same-column` or `data/unsure-columns`.
 */
export function resolveColumns(
  dataset: Dataset,
  given: ColumnRoles,
  goal: Pick<Goal, 'roles' | 'guess'>,
): ColumnRoles {
  for (const column of Object.values(given)) columnIndex(dataset, column);
  const wanted = goal.roles.filter(({ required }) => required).map(({ key }) => key);
  const open = wanted.filter((role) => given[role] === undefined);
  const guess = open.length > 0 ? goal.guess(dataset) : null;
  // Who names the first column that plays a role names all of them.
  const guessed = Object.entries(guess?.roles ?? {}).filter(
    ([role]) => given[role.replace(/\d+$/, '')] === undefined,
  );
  const roles: ColumnRoles = { ...Object.fromEntries(guessed), ...given };
  const unclear = open
    .map((role) => guess?.reasons[role])
    .filter((reason) => reason?.code === 'none' || reason?.code === 'ambiguous');
  if (wanted.some((role) => !roles[role]) || unclear.length > 0)
    throw unsureColumns(dataset, wanted, roles, unclear);
  const named = Object.values(roles);
  if (new Set(named).size < named.length) {
    throw new EngineError(
      'data/same-column',
      `${dataset.name}: one column cannot play two roles (${named.join(', ')}).`,
      { file: dataset.name, columns: named },
      'Pick a different column for each role.',
    );
  }
  return roles;
}

function unsureColumns(
  dataset: Dataset,
  wanted: readonly string[],
  roles: ColumnRoles,
  unclear: readonly (ColumnReason | undefined)[],
): EngineError {
  const columns = someNames(dataset.columns);
  const found = Object.fromEntries(wanted.map((role) => [role, roles[role] ?? null]));
  const which = wanted.map((role) => `the ${role}`).join(' and which ');
  return new EngineError(
    'data/unsure-columns',
    `${dataset.name}: which column is ${which} is not clear. ${unclear.map((reason) => reason?.message).join(' ')}`.trim(),
    { file: dataset.name, columns, ...found },
    `Name them (${wanted.map((role) => `${role}=…`).join(', ')}); the columns are ${columns.join(', ')}.`,
  );
}

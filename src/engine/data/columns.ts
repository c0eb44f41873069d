import { EngineError } from '../core/errors';
import { columnIndex, type Dataset } from './dataset';
import { someNames } from './names';
import { type ColumnProfile, profileColumn } from './profile';
import { LABEL_NAMES, nameScore, PAIR_NAMES, TEXT_NAMES } from './roleNames';

/** Which columns play the roles of a classification. */
export interface ColumnRoles {
  readonly text: string;
  readonly textPair?: string;
  readonly label: string;
}

/** Why a column got its role. */
export interface ColumnReason {
  readonly code: 'name-and-content' | 'name' | 'content' | 'remaining' | 'none' | 'ambiguous';
  readonly values: Readonly<Record<string, string | number>>;
  readonly message: string;
}

/** A guess at the roles; null where no column fits. */
export interface ColumnGuess {
  readonly text: string | null;
  readonly textPair: string | null;
  readonly label: string | null;
  readonly reasons: Readonly<Record<'text' | 'label', ColumnReason>> & {
    readonly textPair?: ColumnReason;
  };
  /** Whether a run may rely on it without asking: both found, and nothing else comes close. */
  readonly safe: boolean;
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

/** 0 to 2: few values that return; below 0 where it cannot be. */
function labelContent({ kind, distinct, seen, blank, meanWords }: ColumnProfile): number {
  const filled = seen - blank;
  if (filled === 0 || distinct < 1 || kind === 'date' || kind === 'id' || kind === 'json')
    return -1;
  if (distinct > GUESS_CLASSES || meanWords > 8) return -1;
  const repeats = filled / distinct;
  const few = distinct >= 2 && distinct <= 50 ? 1 : 0;
  return (
    few * Math.min(1, repeats / 4) + (kind === 'category' ? 0.5 : 0) + (distinct === 1 ? -0.5 : 0)
  );
}

/**
 * Guesses text, second text and label by names and content, from a sample of the rows. Numbers that
 * are a quantity, dates and identifiers are passed over.
 */
export function guessColumns(dataset: Dataset, task: string): ColumnGuess {
  if (task !== 'sequence-classification') {
    throw new EngineError(
      'data/no-guess',
      `No column roles are known for “${task}”.`,
      { task },
      'Name the columns in the job.',
    );
  }
  const profiles = dataset.columns.map((_, i) => profileColumn(dataset, i, GUESS_ROWS));
  const texts = rank(profiles, (p) => ({
    name: nameScore(p.name, TEXT_NAMES),
    content: textContent(p),
  }));
  const text = texts.find((scored) => nameScore(scored.profile.name, PAIR_NAMES) < 4) ?? texts[0];
  const others = profiles.filter((profile) => profile !== text?.profile);
  const pair = others.find((p) => p.kind === 'text' && nameScore(p.name, PAIR_NAMES) === 4);
  const labels = rank(
    others.filter((profile) => profile !== pair),
    (p) => ({ name: nameScore(p.name, LABEL_NAMES), content: labelContent(p) }),
  );
  const label = labels[0];
  const pairReason = pair && sayReason('text', { profile: pair, name: 4, content: 1 }, []);
  return {
    text: text?.profile.name ?? null,
    textPair: pair?.name ?? null,
    label: label?.profile.name ?? null,
    reasons: {
      text: sayReason('text', text, texts),
      label: sayReason('label', label, labels),
      ...(pairReason ? { textPair: pairReason } : {}),
    },
    safe: isClear(text, texts) && isClear(label, labels),
  };
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

function sayReason(
  role: 'text' | 'label',
  best: Scored | undefined,
  ranked: readonly Scored[],
): ColumnReason {
  if (!best) {
    const what = role === 'text' ? 'holds text' : 'has few values that return';
    return { code: 'none', values: {}, message: `No column ${what}.` };
  }
  const { name: column, distinct, meanWords } = best.profile;
  const words = Math.round(meanWords);
  const values = { column, distinct, words };
  const content =
    role === 'text'
      ? `its values are long and varied (${words} words on average)`
      : `it has ${distinct} values that return`;
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
export function resolveColumns(dataset: Dataset, given: Partial<ColumnRoles> = {}): ColumnRoles {
  for (const column of [given.text, given.textPair, given.label]) {
    if (column !== undefined) columnIndex(dataset, column);
  }
  const guess =
    given.text !== undefined && given.label !== undefined
      ? null
      : guessColumns(dataset, 'sequence-classification');
  const text = given.text ?? guess?.text;
  const label = given.label ?? guess?.label;
  const unclear = [
    given.text === undefined ? guess?.reasons.text : undefined,
    given.label === undefined ? guess?.reasons.label : undefined,
  ].filter((reason) => reason?.code === 'none' || reason?.code === 'ambiguous');
  if (!text || !label || unclear.length > 0) {
    const values = {
      file: dataset.name,
      columns: someNames(dataset.columns),
      text: text ?? null,
      label: label ?? null,
    };
    throw new EngineError(
      'data/unsure-columns',
      `${dataset.name}: which column is the text and which the label is not clear. ${unclear.map((reason) => reason?.message).join(' ')}`.trim(),
      values,
      `Name them (text=…, label=…); the columns are ${someNames(dataset.columns).join(', ')}.`,
    );
  }
  const textPair = given.textPair ?? guess?.textPair ?? undefined;
  const named = [text, label, ...(textPair === undefined ? [] : [textPair])];
  if (new Set(named).size < named.length) {
    throw new EngineError(
      'data/same-column',
      `${dataset.name}: one column cannot play two roles (${named.join(', ')}).`,
      { file: dataset.name, columns: named },
      'Pick a different column for each role.',
    );
  }
  return { text, label, ...(textPair === undefined ? {} : { textPair }) };
}

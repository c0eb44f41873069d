import { remember } from '../core/remember';
import { type Compared, namesOf } from '../tasks/task';
import { comparedRow, type ScoredRows } from './scoredRows';
import { groupsBy, type SliceKey } from './slices';

/** Which rows of an evaluation are wanted; what is left out narrows nothing. */
export interface RowFilter {
  /** Only rows that are not right. */
  readonly wrong?: boolean;
  /** Only rows whose true answer holds this name; '' where it holds none. */
  readonly truth?: string;
  /** Only rows whose answer holds this name; '' where it holds none. */
  readonly said?: string;
  /** Only rows of this file. */
  readonly file?: string;
  /** Fewest and most tokens. */
  readonly atLeast?: number;
  readonly atMost?: number;
  /** Only rows of this slice. */
  readonly slice?: SliceKey & { readonly group: number };
  /** Text in one of the row's texts, whatever its case. */
  readonly search?: string;
}

/** A row of an evaluation as it is listed. */
export interface ListedRow {
  readonly row: number;
  readonly file: string;
  /** Both texts of a pair; cut to {@link TEXT_CHARACTERS}. */
  readonly text: string;
  readonly label: string;
  /** What the judged model says; `before` what the first one said. */
  readonly predicted: string;
  readonly before: string;
  /** How sure the model is of what it says; null where the task knows no probabilities. */
  readonly sure: number | null;
  /** 0 where it is right; the larger, the worse. */
  readonly off: number;
  readonly tokens: number;
  /** Where words are tagged: the first {@link MARKED_WORDS}, and both tags of each; else null. */
  readonly marked: { readonly words: readonly string[]; readonly tags: BothTags } | null;
}

type BothTags = NonNullable<Compared['tags']>;

const TEXT_CHARACTERS = 1000;
const MARKED_WORDS = 200;
/** Filters whose rows are kept, so that the next page of one is there at once. */
const KEPT_VIEWS = 8;

const views = remember<ScoredRows, Uint32Array>(KEPT_VIEWS);

/** The rows that a filter leaves, the worst first. */
export function rowsThat(scored: ScoredRows, filter: RowFilter): Uint32Array {
  const key = JSON.stringify(Object.entries(filter).sort());
  return views.get(scored, key, () => {
    const tests = testsOf(scored, filter);
    return scored.worstFirst.filter((row) => tests.every((fits) => fits(row)));
  });
}

type Test = (row: number) => boolean;

/** The cheap tests first: texts have to be decoded. */
function testsOf(scored: ScoredRows, filter: RowFilter): Test[] {
  const { off, topics, split } = scored;
  const { wrong = false, truth, said, file, atLeast, atMost, slice, search = '' } = filter;
  const tests: Test[] = [];
  if (wrong) tests.push((row) => (off[row] ?? 0) > 0);
  if (topics && truth !== undefined) tests.push((row) => holds(topics.truth[row], truth));
  if (topics && said !== undefined) tests.push((row) => holds(topics.said[row], said));
  if (file !== undefined) tests.push((row) => split.row(row).dataset.name === file);
  if (atLeast !== undefined) tests.push((row) => split.row(row).tokens >= atLeast);
  if (atMost !== undefined) tests.push((row) => split.row(row).tokens <= atMost);
  const groups = slice && groupsBy(scored, slice);
  if (slice) tests.push((row) => groups?.groupOf[row] === slice.group);
  const wanted = search.trim().toLowerCase();
  if (wanted !== '') tests.push((row) => textOf(scored, row).toLowerCase().includes(wanted));
  return tests;
}

function holds(names: readonly string[] = [], name: string): boolean {
  return name === '' ? names.length === 0 : names.includes(name);
}

function textOf({ split }: ScoredRows, row: number): string {
  const { text, pair } = split.row(row);
  const second = pair();
  return second === null ? text() : `${text()} | ${second}`;
}

/** Some rows as they are listed. */
export function listRows(scored: ScoredRows, rows: Uint32Array): ListedRow[] {
  const [first, judged] = [scored.sides[0], scored.sides.at(-1)];
  if (!first || !judged) return [];
  return Array.from(rows, (row) => {
    const { number, dataset, tokens, words } = scored.split.row(row);
    const { label, predicted, off, tags } = comparedRow(scored, judged, row);
    return {
      row: number,
      file: dataset.name,
      text: textOf(scored, row).slice(0, TEXT_CHARACTERS),
      label,
      predicted,
      before: comparedRow(scored, first, row).predicted,
      sure: judged.predictions[row]?.sure ?? null,
      off,
      tokens,
      marked: tags ? firstMarked(words() ?? [], tags) : null,
    };
  });
}

function firstMarked(words: readonly string[], { truth, said }: BothTags): ListedRow['marked'] {
  const first = <T>(all: readonly T[]): readonly T[] => all.slice(0, MARKED_WORDS);
  return { words: first(words), tags: { truth: first(truth), said: first(said) } };
}

/** What the rows of an evaluation can be narrowed by. */
export interface RowChoices {
  /** Names that true answers or predictions hold, in the task's own order where it has one. */
  readonly topics: readonly string[];
  /** Whether an answer may hold no name. */
  readonly mayBeEmpty: boolean;
  /** Whether rows have answers that can be written to a file. */
  readonly written: boolean;
  readonly files: readonly string[];
  /** Fewest and most tokens of a row. */
  readonly tokens: readonly [least: number, most: number];
  /** Rows that are not right. */
  readonly wrong: number;
}

/** What the rows of an evaluation can be narrowed by. */
export function choicesOf({ split, topics, off, settled }: ScoredRows): RowChoices {
  const files = new Set<string>();
  let [least, most, wrong] = [Number.POSITIVE_INFINITY, 0, 0];
  for (let i = 0; i < split.rows; i++) {
    const { dataset, tokens } = split.row(i);
    files.add(dataset.name);
    least = Math.min(least, tokens);
    most = Math.max(most, tokens);
    if ((off[i] ?? 0) > 0) wrong += 1;
  }
  const names = new Set<string>();
  for (const side of [topics?.truth ?? [], topics?.said ?? []])
    for (const row of side) for (const name of row) names.add(name);
  return {
    topics: inOrder(names, namesOf(settled.taskConfig)),
    mayBeEmpty: settled.task.answers?.written === 'list',
    written: settled.task.answers !== undefined,
    files: [...files],
    tokens: [Math.min(least, most), most],
    wrong,
  };
}

/** The known names in their order, then the others sorted. */
function inOrder(names: ReadonlySet<string>, known: readonly string[]): string[] {
  const others = new Set(names);
  for (const name of known) others.delete(name);
  return [...known.filter((name) => names.has(name)), ...[...others].sort()];
}

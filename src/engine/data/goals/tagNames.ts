import type { Config } from '../../core/fields';
import { convertTags } from '../../tags/convertTags';
import { recogniseScheme, type SchemeGuess } from '../../tags/tagScheme';
import { formatTag, PREFIXES, parseTag, SCHEMES, type Scheme } from '../../tags/tags';
import type { Dataset } from '../dataset';
import { MAX_CLASSES } from '../labels';
import { createProblemLog, type ProblemLog, type ProblemReport } from '../problems';
import type { TaggedRows } from './taggedRows';

/** The tags of a file: their names, and how they are written. */
export interface TagNames {
  /** O first, the others as they sort. */
  readonly names: readonly string[];
  readonly problems: ProblemReport;
  /** The scheme that they are learned in; `none` where they mark nothing. */
  readonly scheme: Scheme | 'none';
  /** A row's tags in that scheme. */
  written(tags: readonly string[]): readonly string[];
}

/** All tags of a file, row by row; null for rows that have none. */
interface Corpus {
  readonly sentences: readonly (readonly string[])[];
  /** Row of the dataset of each. */
  readonly rows: readonly number[];
  readonly counts: ReadonlyMap<string, number>;
}

/**
 * Reads a column's tags: recognises their scheme, and settles in which they are learned. `known`: the
 * names that they must be among, so that odd ones concern their rows alone.
 */
export function tagNames(
  dataset: Dataset,
  tagged: TaggedRows,
  settings: Config,
  { column, known }: { readonly column: string; readonly known: readonly string[] | undefined },
): TagNames {
  const corpus = corpusOf(dataset, tagged, known);
  const log = createProblemLog();
  const guess = recogniseScheme(corpus.sentences);
  const from = tagged.scheme ?? guess.scheme;
  const wanted = SCHEMES.find((scheme) => scheme === settings.scheme);
  const as = wanted ?? (settings.scheme === 'none' ? null : from);
  const changes = from !== null && as !== null && from !== as && guess.faults[as] !== 0;
  if (wanted && from === null && !known)
    log.add('tags-not-marks', { scheme: wanted, tags: guess.odd }, { column });
  tellScheme(dataset, { corpus, guess, from, as: changes ? as : null }, column, log);
  tellCounts(corpus.counts, column, dataset.rowCount, log);
  const written = (tags: readonly string[]): readonly string[] =>
    changes ? convertTags(tags, from, as) : tags;
  const whole = (changes || tagged.scheme !== null) && as !== null;
  const found = whole ? schemeTags(corpus.counts, as) : [...corpus.counts.keys()];
  return {
    names: found.sort(outsideFirst),
    problems: log.report(),
    scheme: as ?? 'none',
    written,
  };
}

function corpusOf(
  dataset: Dataset,
  tagged: TaggedRows,
  known: readonly string[] | undefined,
): Corpus {
  const quiet = createProblemLog(0);
  const same = new Map<string, string>();
  const counts = new Map<string, number>();
  const [sentences, rows]: [string[][], number[]] = [[], []];
  for (let row = 0; row < dataset.rowCount && counts.size <= 2 * MAX_CLASSES; row++) {
    // One string for all tags that are alike, or a large file's would fill the heap.
    const tags = tagged.tags(row, quiet)?.map((tag) => same.get(tag) ?? keep(same, tag));
    if (!tags) continue;
    for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
    if (known && tags.some((tag) => !isMark(tag))) continue;
    sentences.push(tags);
    rows.push(row);
  }
  return { sentences, rows, counts };
}

function keep(same: Map<string, string>, tag: string): string {
  same.set(tag, tag);
  return tag;
}

function isMark(tag: string): boolean {
  return /^(?:O|[BIESLU](?:-.+)?)$/.test(tag);
}

/** Every tag that a scheme has for the types there are. */
function schemeTags(counts: ReadonlyMap<string, number>, scheme: Scheme): string[] {
  const prefixes = [...PREFIXES[scheme]].filter((prefix) => prefix !== 'O');
  return ['O', ...typesOf(counts).flatMap((type) => prefixes.map((one) => formatTag(one, type)))];
}

/** The types of tags with a prefix, sorted. */
function typesOf(counts: ReadonlyMap<string, number>): string[] {
  const tags = [...counts.keys()].filter((tag) => tag !== 'O').map(parseTag);
  return [...new Set(tags.map(({ type }) => type))].sort();
}

/** O first, the others as they sort. */
function outsideFirst(a: string, b: string): number {
  if (a === 'O' || b === 'O') return a === b ? 0 : a === 'O' ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Says the scheme that was recognised, what breaks it, and whether it is another now. */
function tellScheme(
  dataset: Dataset,
  found: {
    readonly corpus: Corpus;
    readonly guess: SchemeGuess;
    readonly from: Scheme | null;
    /** The scheme that tags are written in anew; null where they stay. */
    readonly as: Scheme | null;
  },
  column: string,
  log: ProblemLog,
): void {
  const { corpus, guess, from, as } = found;
  const place = { column };
  if (guess.reason === 'mixed-tags' && from === null)
    log.add('tags-mixed', { tags: guess.odd }, place);
  if (from === null || guess.reason === 'no-entities') return;
  const { firstFault } = guess;
  const faults = guess.faults[from] ?? 0;
  if (as) log.add('tag-scheme-changed', { from, scheme: as, faults }, place);
  else log.add('tag-scheme', { scheme: from, types: typesOf(corpus.counts) }, place);
  if (as || !firstFault || faults === 0) return;
  const { sentence, token, before, tag } = firstFault;
  const firstRow = dataset.rowNumber(corpus.rows[sentence] ?? 0);
  const values = { scheme: from, count: faults, firstRow, word: token + 1, before, tag };
  log.add('tag-faults', values, place);
}

function tellCounts(
  counts: ReadonlyMap<string, number>,
  column: string,
  rows: number,
  log: ProblemLog,
): void {
  const place = { column };
  const [only] = counts;
  if (counts.size === 0) log.add('no-labels', { rows }, place);
  else if (counts.size === 1 && only) log.add('one-tag', { tag: only[0], count: only[1] }, place);
  else if (counts.size > MAX_CLASSES)
    log.add('too-many-classes', { count: counts.size, limit: MAX_CLASSES, capped: true }, place);
}

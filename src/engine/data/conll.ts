import type { ByteSource } from '../core/bytes';
import { splitLines } from './jsonl';
import { defineReader, hasExtension, type ReadOptions, type Row, type Table } from './reader';
import { decodeText } from './text';

const EXTENSIONS = ['conll', 'conllu', 'iob', 'iob2', 'bio', 'bioes'];

/** Names of CoNLL-U's columns behind the number of the word. */
const UNIVERSAL = ['tokens', 'lemma', 'upos', 'xpos', 'feats', 'head', 'deprel', 'deps', 'misc'];

/**
 * A word a line with its columns, an empty line between sentences: CoNLL-2003 and whatever is like it
 * (words first, tags last, spaces or tabs between), and CoNLL-U (ten columns, tabs between). A row is
 * a sentence, its cells are lists of strings.
 */
export const conll = defineReader({
  id: 'conll',
  label: 'CoNLL',
  extensions: EXTENSIONS,
  sniff(name, { text }) {
    const lines = text.split(/\r?\n/).slice(0, SNIFFED);
    const fields = lines.filter((line) => !isBeside(line)).map(fieldsOf);
    const named = hasExtension(name, EXTENSIONS);
    const width = fields[0]?.length ?? 0;
    if (width < 2 || fields.length < 2) return 0;
    // The last line may be cut off.
    const alike = fields.slice(0, -1).every(({ length }) => length === width);
    const tagged = fields.filter((all) => TAG.test(all.at(-1) ?? '')).length / fields.length;
    if (alike && (isUniversal(fields[0] ?? []) || (tagged > 0.9 && fields.length > 4))) return 0.98;
    return named ? 0.95 : 0;
  },
  open,
});

const SNIFFED = 200;
const TAG = /^(?:O|[BIESLU]-\S+)$/;

/** What is no word: an empty line, a comment, the start of a document. */
function isBeside(line: string): boolean {
  return line.trim() === '' || line.startsWith('-DOCSTART-') || /^#(?:\s|$)/.test(line);
}

function fieldsOf(line: string): string[] {
  const trimmed = line.trimEnd();
  return trimmed.includes('\t') ? trimmed.split('\t') : trimmed.trimStart().split(/ +/);
}

function isUniversal(fields: readonly string[]): boolean {
  return fields.length === 10 && /^\d+(?:[-.]\d+)?$/.test(fields[0] ?? '');
}

/** Names of this many columns: words first, tags last. */
function columnNames(width: number): string[] {
  if (width === 4) return ['tokens', 'pos', 'chunk', 'tags'];
  const between = Array.from({ length: Math.max(0, width - 2) }, (_, i) => `column ${i + 2}`);
  return width === 1 ? ['tokens'] : ['tokens', ...between, 'tags'];
}

/** The sentence that is being read. */
interface Sentence {
  readonly line: number;
  readonly words: string[][];
  /** The first line with another number of columns, and how many it has. */
  odd: { readonly line: number; readonly found: number } | null;
}

async function open(source: ByteSource, options: ReadOptions): Promise<Table> {
  const columns: string[] = [];
  return {
    columns,
    meta: { encoding: options.encoding, delimiter: null, headerLine: null },
    rows: () => readRows(source, options, columns),
  };
}

async function* readRows(
  source: ByteSource,
  options: ReadOptions,
  columns: string[],
): AsyncGenerator<readonly Row[], void, undefined> {
  let number = 0;
  let line = 0;
  let sentence: Sentence | null = null;
  const finish = (rows: Row[]): void => {
    const row = sentence && rowOf(sentence, ++number, columns, options);
    if (row) rows.push(row);
    sentence = null;
  };
  for await (const lines of splitLines(decodeText(source, options.encoding, options))) {
    const rows: Row[] = [];
    for (const raw of lines) {
      line += 1;
      if (raw.trim() === '') finish(rows);
      if (isBeside(raw)) continue;
      sentence ??= { line, words: [], odd: null };
      addWord(sentence, fieldsOf(raw), line, columns);
    }
    yield rows;
  }
  const last: Row[] = [];
  finish(last);
  yield last;
}

function addWord(
  sentence: Sentence,
  fields: readonly string[],
  line: number,
  columns: string[],
): void {
  const universal = isUniversal(fields);
  // A word of several, as in "im" for "in dem", and a word that is not written, stand beside the words.
  if (universal && /[-.]/.test(fields[0] ?? '')) return;
  const own = universal ? fields.slice(1) : fields;
  if (columns.length === 0) columns.push(...(universal ? UNIVERSAL : columnNames(own.length)));
  if (own.length !== columns.length) sentence.odd ??= { line, found: own.length };
  sentence.words.push([...own]);
}

function rowOf(
  { line, words, odd }: Sentence,
  number: number,
  columns: readonly string[],
  { problems }: ReadOptions,
): Row | undefined {
  if (odd) {
    const values = { expected: columns.length, found: odd.found, line: odd.line };
    problems.add('odd-token-line', values, { row: number, line });
    return undefined;
  }
  if (words.length === 0) return undefined;
  return { number, line, cells: columns.map((_, i) => words.map((word) => word[i] ?? '')) };
}

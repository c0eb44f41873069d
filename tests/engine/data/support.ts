import { type ByteSource, memorySource } from '../../../src/engine/core/bytes';
import {
  buildExamples,
  type ColumnRoles,
  type Dataset,
  type ExampleOptions,
  type Examples,
  type LoadOptions,
  loadDataset,
} from '../../../src/engine/data';
import { classes } from '../../../src/engine/data/goals/classes';
import { READERS } from '../../../src/engine/data/registry';

/** A file of text in UTF-8. */
export function textFile(text: string, name = 'rows.csv'): ByteSource {
  return memorySource(new TextEncoder().encode(text), name);
}

/** Loads text as a file of that name. */
export function load(text: string, name = 'rows.csv', options: LoadOptions = {}): Promise<Dataset> {
  return loadDataset(textFile(text, name), READERS, options);
}

/** The usable rows of a classification; without labels none are read. */
export function classExamples(
  dataset: Dataset,
  given: { readonly columns: ColumnRoles; readonly labels?: readonly string[] } & Pick<
    ExampleOptions,
    'duplicates' | 'onRows'
  >,
): Promise<Examples> {
  const { columns, labels, ...options } = given;
  const answers = labels
    ? classes.answers(dataset, columns, { names: labels, settings: {} })
    : null;
  return buildExamples(dataset, { goal: classes, columns, answers, ...options });
}

/** All rows as arrays of text. */
export function table(dataset: Dataset): string[][] {
  return Array.from({ length: dataset.rowCount }, (_, row) =>
    dataset.columns.map((_, column) => dataset.text(row, column)),
  );
}

/** The kinds of a dataset's problems with how often each occurs. */
export function counts(dataset: { readonly problems: Dataset['problems'] }): object {
  return dataset.problems.counts;
}

/** Yields a text in pieces that end at the given places. */
export async function* pieces(text: string, cuts: readonly number[]): AsyncGenerator<string> {
  const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b);
  let from = 0;
  for (const place of [...places, text.length]) {
    if (place > from) yield text.slice(from, place);
    from = Math.max(from, place);
  }
}

/** Of windows-1252, which not every runtime decodes right. */
const C1 = [
  ['€', 0x80],
  ['’', 0x92],
] as const;

const tables = new Map<string, Map<string, number[]>>();

/** Characters of one and two bytes of a legacy encoding, found by decoding every byte pair. */
function encodingTable(encoding: string): Map<string, number[]> {
  const known = tables.get(encoding);
  if (known) return known;
  const decoder = new TextDecoder(encoding);
  const table = new Map<string, number[]>();
  const note = (bytes: number[]) => {
    const text = decoder.decode(Uint8Array.from(bytes));
    if ([...text].length === 1 && text !== '\uFFFD' && !table.has(text)) table.set(text, bytes);
  };
  for (let a = 0; a < 256; a++) note([a]);
  if (!encoding.startsWith('windows')) {
    for (let a = 0x81; a < 0xff; a++) for (let b = 0x40; b < 0xff; b++) note([a, b]);
  }
  if (encoding === 'windows-1252') for (const [mark, byte] of C1) table.set(mark, [byte]);
  tables.set(encoding, table);
  return table;
}

/** Text in a legacy encoding; throws on a character it does not have. */
export function encodeAs(encoding: string, text: string): Uint8Array {
  const table = encodingTable(encoding);
  const bytes = [...text].flatMap((character) => {
    const code = table.get(character);
    if (!code) throw new Error(`${encoding} has no ${character}`);
    return code;
  });
  return Uint8Array.from(bytes);
}

/** Text in UTF-16 without a byte order mark. */
export function encodeUtf16(text: string, order: 'le' | 'be'): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < text.length; i++) view.setUint16(i * 2, text.charCodeAt(i), order === 'le');
  return bytes;
}

/** Bytes one after another. */
export function joinBytes(...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

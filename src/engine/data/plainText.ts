import type { ByteSource } from '../core/bytes';
import { looksLikeTable } from './csvSniff';
import { splitLines } from './jsonl';
import { defineReader, hasExtension, type ReadOptions, type Row, type Table } from './reader';
import { decodeHead, decodeText } from './text';

const EXTENSIONS = ['txt', 'text'];

/** Characters that tell how documents are set apart. */
const SNIFF_BYTES = 1 << 16;
/** Where at least one line of so many is empty, empty lines stand between documents. */
const LINES_A_BLANK = 20;

/**
 * Plain text: a document a line, or, where empty lines return, what stands between them, its own line
 * ends kept. A row is a document, its one column `text`. A `.txt` that holds a table is read as one.
 */
export const plainText = defineReader({
  id: 'txt',
  label: 'Text',
  extensions: EXTENSIONS,
  sniff: (name, { text }) => (hasExtension(name, EXTENSIONS) && !looksLikeTable(text) ? 0.8 : 0),
  open,
});

async function open(source: ByteSource, options: ReadOptions): Promise<Table> {
  const head = await decodeHead(source, options.encoding, SNIFF_BYTES);
  return {
    columns: ['text'],
    meta: { encoding: options.encoding, delimiter: null, headerLine: null },
    rows: () => readRows(source, options, partsAtBlanks(head)),
  };
}

/** Whether empty lines stand between documents: one at the end, or by accident, does not say so. */
function partsAtBlanks(head: string): boolean {
  const lines = head.trim().split(/\r?\n/);
  const blank = lines.filter((line) => line.trim() === '').length;
  return blank > 0 && blank * LINES_A_BLANK >= lines.length;
}

async function* readRows(
  source: ByteSource,
  options: ReadOptions,
  inBlocks: boolean,
): AsyncGenerator<readonly Row[], void, undefined> {
  let [number, line] = [0, 0];
  let block: string[] = [];
  const finish = (rows: Row[]): void => {
    const cells = [block.join('\n')];
    if (block.length > 0) rows.push({ number: ++number, line: line - block.length + 1, cells });
    block = [];
  };
  for await (const lines of splitLines(decodeText(source, options.encoding, options))) {
    const rows: Row[] = [];
    for (const raw of lines) {
      const text = raw.trim();
      if (text === '') finish(rows);
      line += 1;
      if (text === '') continue;
      block.push(text);
      if (!inBlocks) finish(rows);
    }
    yield rows;
  }
  const last: Row[] = [];
  finish(last);
  yield last;
}

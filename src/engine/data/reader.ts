import type { ByteSource } from '../core/bytes';
import type { ProblemLog } from './problems';
import type { PassOptions } from './text';

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** A cell's value: text from text formats, any JSON value from JSON; undefined where there is none. */
export type Cell = JsonValue | undefined;

/** One record of a file. */
export interface Row {
  /** Counted from 1 among the file's records, header and empty lines apart. */
  readonly number: number;
  /** The physical line on which the record starts, from 1; 0 where the format has none. */
  readonly line: number;
  /** One cell a column, in the table's order; may be shorter than the columns known later. */
  readonly cells: readonly Cell[];
}

/** How the file is laid out, for the person to see and override. */
export interface TableMeta {
  readonly encoding: string;
  /** Null where the format has none, and for text of one column. */
  readonly delimiter: string | null;
  /** The physical line of the header, from 1; null where there is none. */
  readonly headerLine: number | null;
}

/** An opened file. */
export interface Table {
  /** Names in order. Formats without a header (JSON) add names here while rows are read. */
  readonly columns: readonly string[];
  readonly meta: TableMeta;
  /** All rows in file order, in batches; memory stays bounded by a batch. */
  rows(): AsyncIterable<readonly Row[]>;
}

/** How to read; what is left out is found out. */
export interface ReadOptions extends PassOptions {
  readonly encoding: string;
  /** Where everything odd is told. */
  readonly problems: ProblemLog;
  readonly delimiter?: string;
  /** Whether the first row holds the columns' names. */
  readonly header?: boolean;
  /** `literal`: a quotation mark is a character like any other. */
  readonly quotes?: 'standard' | 'literal';
  /** What an unclosed quotation mark does: throw (default), or keep the rows before it. */
  readonly onUnclosedQuote?: 'throw' | 'stop';
}

/** The start of a file, for guessing its format. */
export interface Head {
  readonly bytes: Uint8Array;
  readonly text: string;
}

/** A file format. */
export interface Reader {
  readonly id: string;
  readonly label: string;
  /** Lower case, without the dot. */
  readonly extensions: readonly string[];
  /** How likely the file is of this format, 0 to 1, by name and content. */
  sniff(name: string, head: Head): number;
  /** Throws an EngineError when the file cannot be read at all. */
  open(source: ByteSource, options: ReadOptions): Promise<Table>;
}

/** Declares a file format; the place where its type is checked. */
export function defineReader(reader: Reader): Reader {
  return reader;
}

/** Whether a file's name ends in one of a reader's extensions. */
export function hasExtension(name: string, extensions: readonly string[]): boolean {
  const extension = /\.([^./\\]+)$/.exec(name.toLowerCase())?.[1];
  return extension !== undefined && extensions.includes(extension);
}

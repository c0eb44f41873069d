import { conll } from './conll';
import { csv } from './csv';
import { json } from './json';
import { jsonl } from './jsonl';
import { plainText } from './plainText';
import type { Reader } from './reader';
import { tsv } from './tsv';

/** Every file format that rows can be read from. */
export const READERS = { csv, tsv, json, jsonl, conll, txt: plainText } satisfies Record<
  string,
  Reader
>;

export type ReaderId = keyof typeof READERS;

import { inspectFile } from '../../engine/index';
import type { CommandArguments } from '../args';
import { fileSource } from '../nodeFiles';
import { printJson } from '../output';

/** Format, encoding, columns, row count, problems and sha256 of a file as JSON. */
export async function inspectCommand({ target }: CommandArguments): Promise<number> {
  printJson(await inspectFile(await fileSource(target)));
  return 0;
}

import { inspectFile } from '../../engine/index';
import { fileSource } from '../nodeFiles';
import { printJson } from '../output';

/** Format, encoding, columns, row count, problems and sha256 of a file as JSON. */
export async function inspectCommand(path: string): Promise<void> {
  printJson(await inspectFile(await fileSource(path)));
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe } from '../../engine/index';
import { BUNDLED_MODELS } from '../models';
import { printJson } from '../output';

/** The catalog and the bundled models as JSON. */
export async function describeCommand(): Promise<number> {
  const { models } = JSON.parse(await readFile(join(BUNDLED_MODELS, 'index.json'), 'utf8'));
  printJson({ ...describe(), models });
  return 0;
}

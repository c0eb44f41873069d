import { readFileSync } from 'node:fs';
import { loadTokenizer } from '../../../src/engine/text/tokenizer';

const FOLDER = new URL('../../../public/models/all-minilm-l6-v2/', import.meta.url);

/** Text of a file of the bundled model. */
export function bundledFile(name: string): string {
  return readFileSync(new URL(name, FOLDER), 'utf8');
}

/** The bundled model's tokenizer. */
export function bundledTokenizer() {
  return loadTokenizer(bundledFile('tokenizer.json'), bundledFile('tokenizer_config.json'));
}

import type { ByteSource } from '../core/bytes';
import { EngineError } from '../core/errors';
import { compareCodePoints } from './safetensorsWriter';

/** The text of a small UTF-8 file, without its byte order mark. */
export async function readText(source: ByteSource): Promise<string> {
  return new TextDecoder().decode(await source.slice(0, source.byteLength));
}

/**
 * The JSON object in a file.
 * @throws EngineError `checkpoint/bad-json` naming the file when it is not one.
 */
export async function readJsonObject(source: ByteSource): Promise<Record<string, unknown>> {
  const value = await readJson(source);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new EngineError(
    'checkpoint/bad-json',
    `${source.name} must hold a JSON object.`,
    { file: source.name },
    'Download or save the file again.',
  );
}

/** Any JSON value in a file; throws as {@link readJsonObject} does. */
export async function readJson(source: ByteSource): Promise<unknown> {
  try {
    return JSON.parse(await readText(source));
  } catch (error) {
    throw new EngineError(
      'checkpoint/bad-json',
      `${source.name} is not valid JSON: ${(error as Error).message}`,
      { file: source.name },
      'Download or save the file again.',
    );
  }
}

/**
 * JSON as Python's `json.dumps(value, indent=2, sort_keys=True)` lays it out: keys sorted at every
 * depth, everything above ASCII escaped. transformers and PEFT write their configs so.
 */
export function pythonJson(value: unknown): string {
  const text = JSON.stringify(value, sortKeys, 2);
  return text.replace(/[\u007f-\uffff]/g, (char) => {
    return char === '\u007f' ? char : `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(entries.sort(([a], [b]) => compareCodePoints(a, b)));
}

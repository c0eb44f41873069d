import type { FileMap } from '../core/bytes';
import { readText } from '../files/json';

/** A folder of the Hugging Face cache: models--owner--name/snapshots/hash. */
const CACHED = /(?:^|[/\\])models--([^/\\]+)/;
/** owner/name in quotes, as the Python of a model card has it. */
const QUOTED_ID = /["'`]([\w.-]+\/[\w.-]+)["'`]/g;

/**
 * The name under which a person can find a model again, never a path of this machine. `known` where
 * whoever opened the model says it. Otherwise the folder's own name, with its owner where the cache
 * folder, config.json or the model card gives one. An id in config.json or card that ends in
 * another name is the parent the model was tuned from, whose weights are not these.
 */
export async function publicName(
  source: { readonly id: string; readonly label: string; readonly known?: string | undefined },
  config: Readonly<Record<string, unknown>>,
  extras: FileMap,
): Promise<string> {
  if (source.known) return source.known;
  const cached = CACHED.exec(source.id)?.[1];
  if (cached) return cached.replace('--', '/');
  const own = lastPart(source.id) || source.label;
  const card = extras.get('README.md');
  const quoted = card ? [...(await readText(card)).matchAll(QUOTED_ID)].map(([, id]) => id) : [];
  const isOwn = (id: unknown): id is string =>
    typeof id === 'string' &&
    /^[\w.-]+\/[\w.-]+$/.test(id) &&
    lastPart(id).toLowerCase() === own.toLowerCase();
  return [config._name_or_path, ...quoted].find(isOwn) ?? own;
}

/** The last part of a path that is a name; '' where there is none. */
function lastPart(path: string): string {
  const parts = path.split(/[/\\]/).filter((part) => part !== '' && !/^\.+$/.test(part));
  return parts.at(-1) ?? '';
}

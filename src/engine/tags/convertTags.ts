import { type Entity, entitiesOf } from './entities';
import { formatTag, parseTag, type Scheme } from './tags';

/** Entities of tags in a scheme, read with good will. */
export function readEntities(tags: readonly string[], scheme: Scheme): Entity[] {
  return entitiesOf(scheme === 'BILOU' ? tags.map(asBioes) : tags);
}

const BIOES_PREFIX: Readonly<Record<string, string>> = { L: 'E', U: 'S' };

function asBioes(tag: string): string {
  const { prefix, type } = parseTag(tag);
  return formatTag(BIOES_PREFIX[prefix] ?? prefix, type);
}

/** Tags of `length` tokens in a scheme, from entities that do not overlap, in order. */
export function writeTags(entities: readonly Entity[], length: number, scheme: Scheme): string[] {
  const tags = new Array<string>(length).fill('O');
  entities.forEach(({ type, start, end }, i) => {
    const before = entities[i - 1];
    const touches = before !== undefined && before.end === start && before.type === type;
    for (let token = start; token < end; token++)
      tags[token] = formatTag(prefixOf(scheme, token - start, end - start, touches), type);
  });
  return tags;
}

/** Prefix of the token `place` of `length`; `touches`: an entity of the same type ends right before. */
function prefixOf(scheme: Scheme, place: number, length: number, touches: boolean): string {
  const isFirst = place === 0;
  const isLast = place === length - 1;
  switch (scheme) {
    case 'IOB1':
      return isFirst && touches ? 'B' : 'I';
    case 'IOB2':
      return isFirst ? 'B' : 'I';
    case 'BIOES':
      return isFirst ? (isLast ? 'S' : 'B') : isLast ? 'E' : 'I';
    case 'BILOU':
      return isFirst ? (isLast ? 'U' : 'B') : isLast ? 'L' : 'I';
  }
}

/** The same entities in another scheme; what was not well formed becomes what it was read as. */
export function convertTags(tags: readonly string[], from: Scheme, to: Scheme): string[] {
  return writeTags(readEntities(tags, from), tags.length, to);
}

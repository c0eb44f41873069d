/** A marked stretch of a text as its file has it. */
export interface RawSpan {
  /** Places as the file counts them; `end` exclusive. */
  readonly start: number;
  readonly end: number;
  readonly type: string;
  /** The marked text where the file repeats it; null where it does not. */
  readonly text: string | null;
}

/** The spans of a cell. */
export interface SpanCell {
  readonly spans: readonly RawSpan[];
  /** The first entry that is none, as JSON. */
  readonly bad: string | null;
}

const EXCERPT_CHARACTERS = 60;
/** Keys of an object that holds the list, as spaCy and old exports of doccano have it. */
const HOLDERS = ['entities', 'spans', 'annotations', 'labels', 'label'];
const STARTS = ['start', 'start_offset', 'begin'];
const ENDS = ['end', 'end_offset'];
const TYPES = ['label', 'labels', 'type', 'tag', 'entity', 'entity_group', 'entity_type'];
const TEXTS = ['text', 'word', 'surface', 'value'];

/**
 * Reads a cell's list of spans: [start, end, type] (doccano, spaCy), objects with start, end and label
 * (Prodigy, datasets of Hugging Face, doccano with relations, Label Studio's JSON_MIN), or Label
 * Studio's annotations. Null where it is no such list.
 */
export function spansIn(value: unknown): SpanCell | null {
  const list = listOf(value);
  if (list === null) return null;
  const found = list.map(spansOf);
  const bad = found.indexOf(null);
  return {
    spans: found.flatMap((spans) => spans ?? []),
    bad: bad < 0 ? null : (JSON.stringify(list[bad]) ?? '').slice(0, EXCERPT_CHARACTERS),
  };
}

type Fields = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The entries, wherever they lie; of Label Studio's annotations those of the first that counts. */
function listOf(value: unknown): readonly unknown[] | null {
  if (isObject(value)) {
    const held = HOLDERS.map((key) => value[key]).find(Array.isArray);
    return held ? listOf(held) : null;
  }
  if (!Array.isArray(value)) return null;
  const annotations = value.filter((one) => isObject(one) && Array.isArray(one.result));
  if (annotations.length === 0 || annotations.length < value.length) return value;
  const kept = annotations.find(({ was_cancelled }) => was_cancelled !== true);
  // What else was answered of a text, a choice or a relation, marks none of it.
  return (kept?.result ?? []).filter((one: unknown) => isObject(one) && isMark(one.value));
}

function isMark(value: unknown): boolean {
  return isObject(value) && value.start !== undefined && Array.isArray(value.labels);
}

/** The spans of one entry, one for each type it has; null where it is none. */
function spansOf(entry: unknown): readonly RawSpan[] | null {
  if (Array.isArray(entry)) return spansAt(entry[0], entry[1], entry[2], null);
  if (!isObject(entry)) return null;
  const fields = isObject(entry.value) ? entry.value : entry;
  const [start, end, type, text] = [STARTS, ENDS, TYPES, TEXTS].map((keys) =>
    keys.map((key) => fields[key]).find((value) => value !== undefined && value !== null),
  );
  return spansAt(start, end, type, typeof text === 'string' ? text : null);
}

function spansAt(
  start: unknown,
  end: unknown,
  type: unknown,
  text: string | null,
): readonly RawSpan[] | null {
  const types = (Array.isArray(type) ? type : [type]).map((one) =>
    typeof one === 'string' ? one.trim() : '',
  );
  const placed = Number.isInteger(start) && Number.isInteger(end);
  if (!placed || types.length === 0 || types.includes('')) return null;
  return types.map((one) => ({ start: start as number, end: end as number, type: one, text }));
}

/** The text that a cell holds, itself or, as Label Studio's `data`, as the one text in an object. */
export function textIn(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (!isObject(value)) return null;
  if (typeof value.text === 'string') return value.text;
  const texts = Object.values(value).filter((one) => typeof one === 'string');
  return texts.length === 1 ? (texts[0] as string) : null;
}

import type { ErrorValues } from '../core/errors';

/** `error`: cannot be trained on as it is. `warning`: look at it. `info`: worth knowing. */
export type Severity = 'error' | 'warning' | 'info';

/** What was done about it. `changed`: the value differs from the file's; `not read`: reading ended. */
export type Action = 'left out' | 'kept' | 'changed' | 'not read' | 'none';

/** What is the same in every problem of a kind. */
export interface Rule<V extends ErrorValues> {
  readonly severity: Severity;
  readonly action: Action;
  /** The English sentence, without the place and with a full stop. */
  readonly say: (values: V) => string;
  /** What the person can do; every error has one. */
  readonly remedy?: string;
}

function rule<V extends ErrorValues>(definition: Rule<V>): Rule<V> {
  return definition;
}

type None = Record<string, never>;

/** Every kind of problem a dataset can have; the interface translates by kind and values. */
export const PROBLEM_KINDS = {
  // Bytes and characters
  'encoding-uncertain': rule<{ encoding: string; confidence: number }>({
    severity: 'warning',
    action: 'none',
    say: (v) =>
      `Read as ${v.encoding}, which is a guess. If letters look wrong, pick another encoding.`,
  }),
  undecodable: rule<{ encoding: string; count: number }>({
    severity: 'warning',
    action: 'kept',
    say: (v) => `${v.count} characters could not be read as ${v.encoding} and stand as \uFFFD.`,
  }),
  nul: rule<{ count: number }>({
    severity: 'warning',
    action: 'changed',
    say: (v) => `${v.count} NUL characters were taken out.`,
  }),
  // Table
  'no-header': rule<None>({
    severity: 'info',
    action: 'kept',
    say: () => 'The first row looks like data, so the columns were given names.',
  }),
  'empty-header': rule<{ position: number; name: string }>({
    severity: 'warning',
    action: 'changed',
    say: (v) => `Column ${v.position} has no name; it is called “${v.name}”.`,
  }),
  'duplicate-header': rule<{ position: number; original: string; name: string }>({
    severity: 'warning',
    action: 'changed',
    say: (v) =>
      `Two columns are called “${v.original}”; the one at position ${v.position} is called “${v.name}”.`,
  }),
  'one-column': rule<None>({
    severity: 'warning',
    action: 'none',
    say: () => 'The file has one column: its words can be learned, but no answers to it.',
  }),
  'too-few-fields': rule<{ expected: number; found: number }>({
    severity: 'warning',
    action: 'kept',
    say: (v) => `${v.found} of ${v.expected} fields. The missing ones count as empty.`,
  }),
  'too-many-fields': rule<{ expected: number; found: number }>({
    severity: 'warning',
    action: 'left out',
    say: (v) => `${v.found} fields where ${v.expected} were expected. The row is left out.`,
  }),
  'surplus-blank-fields': rule<{ expected: number; found: number }>({
    severity: 'info',
    action: 'kept',
    say: (v) => `${v.found} fields where ${v.expected} were expected; the surplus ones are empty.`,
  }),
  'blank-line': rule<None>({
    severity: 'info',
    action: 'left out',
    say: () => 'empty. The line is skipped.',
  }),
  'blank-cells': rule<{ count: number; firstRow: number }>({
    severity: 'info',
    action: 'kept',
    say: (v) => `${v.count} empty cells, the first in row ${v.firstRow}.`,
  }),
  'stray-quote': rule<None>({
    severity: 'warning',
    action: 'kept',
    say: () => 'a quotation mark inside a quoted field is not doubled; it was taken as text.',
  }),
  'literal-quotes': rule<None>({
    severity: 'info',
    action: 'kept',
    say: () => 'Quotation marks do not come in pairs; they were taken as ordinary characters.',
  }),
  'unclosed-quote': rule<{
    rowsBefore: number;
    byte: number | null;
    excerpt: readonly string[];
    excerptRow: number;
    excerptOffset: number;
  }>({
    severity: 'error',
    action: 'not read',
    say: (v) =>
      `a quotation mark is opened and not closed. The ${v.rowsBefore} rows before it were read.`,
    remedy:
      'Close the quotation mark in the file, load the rows before it, or read quotation marks as ordinary characters.',
  }),
  // JSON
  'json-line': rule<{ detail: string; excerpt: string }>({
    severity: 'warning',
    action: 'left out',
    say: (v) => `not valid JSON (${v.detail}). The row is left out.`,
  }),
  'not-an-object': rule<{ found: string }>({
    severity: 'warning',
    action: 'left out',
    say: (v) => `${v.found} where an object was expected. The row is left out.`,
  }),
  // Labels
  'no-labels': rule<{ rows: number }>({
    severity: 'error',
    action: 'none',
    say: (v) => `none of the ${v.rows} rows has a label.`,
    remedy: 'Pick another label column, or fill in the labels.',
  }),
  'one-class': rule<{ label: string; count: number }>({
    severity: 'error',
    action: 'none',
    say: (v) =>
      `every label is “${v.label}” (${v.count} rows); classification needs at least two classes.`,
    remedy: 'Pick another label column, or add rows of other classes.',
  }),
  'too-many-classes': rule<{ count: number; limit: number; capped: boolean }>({
    severity: 'error',
    action: 'none',
    say: (v) =>
      `${v.capped ? 'more than ' : ''}${v.count} different labels; at most ${v.limit} classes can be learned.`,
    remedy: 'Pick another label column.',
  }),
  'looks-like-regression': rule<{ distinct: number; min: number; max: number }>({
    severity: 'warning',
    action: 'none',
    say: (v) =>
      `numbers with ${v.distinct} different values from ${v.min} to ${v.max}; this looks like a quantity, not a class.`,
  }),
  'labels-mostly-unique': rule<{ distinct: number; rows: number }>({
    severity: 'warning',
    action: 'none',
    say: (v) => `${v.distinct} different labels in ${v.rows} rows; most classes have one example.`,
  }),
  'label-case-variants': rule<{ labels: readonly string[] }>({
    severity: 'warning',
    action: 'kept',
    say: (v) =>
      `${v.labels.map((l) => `“${l}”`).join(' and ')} differ only in capitals and count as different classes.`,
  }),
  'label-trimmed': rule<{ count: number; label: string }>({
    severity: 'info',
    action: 'changed',
    say: (v) =>
      `${v.count} labels had spaces around them, such as “${v.label}”; the spaces were taken off.`,
  }),
  'no-tokens': rule<None>({
    severity: 'warning',
    action: 'left out',
    say: () => 'no word that the model knows. The row is left out.',
  }),
  'rows-without-labels': rule<{ count: number }>({
    severity: 'info',
    action: 'kept',
    say: (v) => `${v.count} rows have no label; they teach that none fits.`,
  }),
  'label-on-every-row': rule<{ label: string; count: number }>({
    severity: 'warning',
    action: 'kept',
    say: (v) => `“${v.label}” stands on all ${v.count} rows; nothing can be learned of it.`,
  }),
  'not-a-list': rule<None>({
    severity: 'warning',
    action: 'left out',
    say: () => 'neither text nor a list of labels. The row is left out.',
  }),
  'label-on-no-row': rule<{ label: string; count: number }>({
    severity: 'warning',
    action: 'kept',
    say: (v) => `none of the ${v.count} rows has “${v.label}”; nothing can be learned of it.`,
  }),
  'not-a-flag': rule<{ text: string }>({
    severity: 'warning',
    action: 'left out',
    say: (v) => `“${v.text}” is neither 0 nor 1. The row is left out.`,
  }),
  // Tags
  'odd-token-line': rule<{ expected: number; found: number; line: number }>({
    severity: 'warning',
    action: 'left out',
    say: (v) =>
      `line ${v.line} has ${v.found} columns where ${v.expected} were expected. The sentence is left out.`,
  }),
  'tag-count': rule<{ words: number; tags: number }>({
    severity: 'warning',
    action: 'left out',
    say: (v) => `${v.words} words and ${v.tags} tags. The row is left out.`,
  }),
  'unknown-tag': rule<{ tag: string }>({
    severity: 'warning',
    action: 'left out',
    say: (v) => `the tag “${v.tag}” is not in the training rows. The row is left out.`,
  }),
  'unread-words': rule<{ count: number }>({
    severity: 'info',
    action: 'kept',
    say: (v) =>
      `${v.count} words have no token (control characters, spaces of no width and the like): nothing is learned of them, and O is what is predicted.`,
    remedy: 'Take them out of the file, with their tags, if they are no words.',
  }),
  'one-tag': rule<{ tag: string; count: number }>({
    severity: 'error',
    action: 'none',
    say: (v) => `every tag is “${v.tag}” (${v.count} words); there is nothing to tell apart.`,
    remedy: 'Pick another column of tags.',
  }),
  'tag-scheme': rule<{ scheme: string; types: readonly string[] }>({
    severity: 'info',
    action: 'kept',
    say: (v) => `tags in the scheme ${v.scheme}, of the types ${v.types.join(', ')}.`,
  }),
  'tag-scheme-changed': rule<{ from: string; scheme: string; faults: number }>({
    severity: 'info',
    action: 'changed',
    say: (v) =>
      `tags in the scheme ${v.from}; they are written as ${v.scheme}${v.faults === 0 ? '' : `, ${v.faults} that broke its rules as what they were read as`}.`,
  }),
  'tag-faults': rule<{
    scheme: string;
    count: number;
    firstRow: number;
    word: number;
    before: string;
    tag: string;
  }>({
    severity: 'warning',
    action: 'kept',
    say: (v) =>
      `${v.count} tags break the rules of ${v.scheme}, as far as any scheme fits; the first in row ${v.firstRow}, word ${v.word}: ${v.tag} after ${v.before}. They are learned as they stand.`,
    remedy: 'Correct them in the file, or choose another tag scheme to have all of them rewritten.',
  }),
  'tags-mixed': rule<{ tags: readonly string[] }>({
    severity: 'warning',
    action: 'kept',
    say: (v) =>
      `${v.tags.join(', ')} have no prefix that the other tags’ scheme knows; every tag is learned as it stands.`,
    remedy: 'Give every tag but O a prefix: B- where something begins, I- where it goes on.',
  }),
  'tags-not-marks': rule<{ scheme: string; tags: readonly string[] }>({
    severity: 'error',
    action: 'none',
    say: (v) =>
      `tags cannot be written as ${v.scheme}: ${v.tags.join(', ')} do not say where something begins.`,
    remedy: 'Leave the tag scheme as the tags are, or give them the prefixes B- and I-.',
  }),
  // Spans
  'not-spans': rule<{ found: string }>({
    severity: 'warning',
    action: 'left out',
    say: (v) => `no list of spans: ${v.found}. The row is left out.`,
    remedy: 'Write spans as [start, end, type], or as objects with start, end and label.',
  }),
  'not-accepted': rule<{ answer: string }>({
    severity: 'info',
    action: 'left out',
    say: (v) => `its marks were not accepted (answer: ${v.answer}). The row is left out.`,
  }),
  'bad-span': rule<{ found: string }>({
    severity: 'warning',
    action: 'left out',
    say: (v) => `a span without whole numbers and a type: ${v.found}. The row is left out.`,
    remedy: 'Write spans as [start, end, type], or as objects with start, end and label.',
  }),
  'span-outside': rule<{ start: number; end: number; label: string; length: number }>({
    severity: 'warning',
    action: 'left out',
    say: (v) =>
      `the span ${v.start} to ${v.end} (${v.label}) does not lie in the text, which has ${v.length} characters. The row is left out.`,
    remedy: 'Correct the places, or say in the task’s settings how they are counted.',
  }),
  'span-text': rule<{ start: number; end: number; marked: string; said: string }>({
    severity: 'warning',
    action: 'left out',
    say: (v) =>
      `the span ${v.start} to ${v.end} marks “${v.marked}” and says “${v.said}”. The row is left out.`,
    remedy: 'Correct the places, or say in the task’s settings how they are counted.',
  }),
  'span-overlap': rule<{ first: string; firstLabel: string; second: string; secondLabel: string }>({
    severity: 'warning',
    action: 'left out',
    say: (v) =>
      `“${v.first}” (${v.firstLabel}) and “${v.second}” (${v.secondLabel}) share a word, and a word has one tag. The row is left out.`,
    remedy: 'Keep one of the two spans in the file.',
  }),
  'span-empty': rule<{ start: number; end: number; label: string }>({
    severity: 'warning',
    action: 'changed',
    say: (v) => `the span ${v.start} to ${v.end} (${v.label}) marks no word; it is passed over.`,
    remedy: 'Take it out of the file, or correct its places.',
  }),
  'span-twice': rule<{ marked: string; label: string }>({
    severity: 'info',
    action: 'changed',
    say: (v) => `“${v.marked}” is marked as ${v.label} twice; it counts once.`,
  }),
  'span-widened': rule<{ marked: string; widened: string; label: string }>({
    severity: 'warning',
    action: 'changed',
    say: (v) => `the span “${v.marked}” (${v.label}) cuts a word; it is widened to “${v.widened}”.`,
    remedy: 'Mark whole words if another stretch was meant.',
  }),
  'span-offsets': rule<{ unit: string; rows: number }>({
    severity: 'warning',
    action: 'none',
    say: (v) =>
      `places are counted in ${v.unit === 'utf-16' ? 'UTF-16 units' : 'characters (code points)'}, it seems; it matters in ${v.rows} rows with emoji and the like.`,
    remedy: 'If marks stand beside their words, say in the task’s settings how places are counted.',
  }),
  // Numbers
  'not-a-number': rule<{ text: string }>({
    severity: 'warning',
    action: 'left out',
    say: (v) => `“${v.text}” is not a number. The row is left out.`,
  }),
  'no-numbers': rule<{ rows: number }>({
    severity: 'error',
    action: 'none',
    say: (v) => `none of the ${v.rows} rows has a number.`,
    remedy: 'Pick another column of numbers, or learn classes instead.',
  }),
  'constant-target': rule<{ value: number; count: number }>({
    severity: 'error',
    action: 'none',
    say: (v) => `every number is ${v.value} (${v.count} rows); there is nothing to predict.`,
    remedy: 'Pick another column of numbers.',
  }),
  'decimal-comma': rule<None>({
    severity: 'info',
    action: 'kept',
    say: () => 'its numbers were read with a decimal comma.',
  }),
  // Examples
  'blank-text': rule<None>({
    severity: 'warning',
    action: 'left out',
    say: () => 'empty. The row is left out.',
  }),
  'blank-label': rule<None>({
    severity: 'warning',
    action: 'left out',
    say: () => 'empty. The row is left out.',
  }),
  'unknown-label': rule<{ label: string }>({
    severity: 'warning',
    action: 'left out',
    say: (v) => `“${v.label}” is not one of the classes. The row is left out.`,
  }),
  'duplicate-row': rule<{ first: number }>({
    severity: 'warning',
    action: 'left out',
    say: (v) => `identical to row ${v.first}. One is kept.`,
  }),
  'conflicting-label': rule<{ first: number; firstLabel: string; label: string }>({
    severity: 'warning',
    action: 'left out',
    say: (v) =>
      `same text as row ${v.first}, other label (${v.firstLabel}, ${v.label}). The row is left out.`,
  }),
  'rare-class': rule<{ label: string; count: number; largest: string; largestCount: number }>({
    severity: 'info',
    action: 'kept',
    say: (v) =>
      `“${v.label}” has ${v.count} rows, “${v.largest}” ${v.largestCount}. Rare classes are learned late.`,
  }),
  'no-examples': rule<{ rows: number; first?: string }>({
    severity: 'error',
    action: 'none',
    say: (v) => `none of the ${v.rows} rows can be used.${v.first ? ` ${v.first}` : ''}`,
    remedy: 'Pick other columns, or see the problems of the single rows.',
  }),
  // Split
  'class-only-in-train': rule<{ label: string; count: number }>({
    severity: 'info',
    action: 'kept',
    say: (v) => `“${v.label}” has ${v.count} rows, none of them in validation.`,
  }),
  'class-only-in-validation': rule<{ label: string; count: number }>({
    severity: 'warning',
    action: 'kept',
    say: (v) => `“${v.label}” has ${v.count} rows, none of them in training; it cannot be learned.`,
  }),
  'no-validation-rows': rule<{ rows: number }>({
    severity: 'warning',
    action: 'none',
    say: (v) =>
      `every class keeps its only row in training, so none of the ${v.rows} rows is left for validation.`,
  }),
  'split-overlap': rule<{ trainRow: number }>({
    severity: 'warning',
    action: 'kept',
    say: (v) =>
      `a validation row with the same text as training row ${v.trainRow}; its score says little.`,
  }),
} as const;

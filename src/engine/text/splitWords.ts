const BEFORE = /^[\p{P}\p{S}]/u;
const AFTER = /['’]s$|[\p{P}\p{S}]$/u;

/**
 * The words of a plain text as annotated corpora have them: parted by spaces, with punctuation at
 * either end, and the possessive 's, as words of their own; what stands inside a word stays.
 */
export function splitWords(text: string): string[] {
  return text.split(/\s+/).flatMap((part) => (part === '' ? [] : peel(part)));
}

function peel(part: string): string[] {
  const before: string[] = [];
  const after: string[] = [];
  let rest = part;
  for (let mark = BEFORE.exec(rest); mark && mark[0] !== rest; mark = BEFORE.exec(rest)) {
    before.push(mark[0]);
    rest = rest.slice(mark[0].length);
  }
  for (let mark = AFTER.exec(rest); mark && mark[0] !== rest; mark = AFTER.exec(rest)) {
    after.unshift(mark[0]);
    rest = rest.slice(0, -mark[0].length);
  }
  return [...before, rest, ...after];
}

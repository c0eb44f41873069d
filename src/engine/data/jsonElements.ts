/** One element of the array a JSON text is, not parsed yet. */
export interface JsonElement {
  readonly text: string;
  /** The physical line on which it starts, from 1. */
  readonly line: number;
}

/** What is wrong with the frame around the elements. */
export class JsonFrameError extends Error {
  readonly line: number;
  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

const QUOTE = 34;
const BACKSLASH = 92;
const NEWLINE = 10;
const COMMA = 44;
const OPEN = new Set([91, 123]);
const CLOSE = new Set([93, 125]);

/**
 * Cuts the text of a JSON array, in successive pieces, into its elements, so that a file of any
 * size is parsed one element at a time. Looks at strings and brackets only: what is wrong inside an
 * element shows when it is parsed. Throws {@link JsonFrameError} when the array does not end, or
 * something follows it.
 */
export async function* jsonElements(
  pieces: AsyncIterable<string>,
): AsyncGenerator<readonly JsonElement[], void, undefined> {
  const cutter = createCutter();
  for await (const piece of pieces) yield cutter.feed(piece);
  cutter.end();
}

function createCutter() {
  let depth = 0;
  let inString = false;
  let escaped = false;
  let line = 1;
  let done = false;
  let parts: string[] = [];
  let elementLine = 0;
  let elements: JsonElement[] = [];
  let afterComma = false;

  function take(text: string): void {
    if (elementLine === 0) return;
    parts.push(text);
  }
  function finish(text: string, comma: boolean): void {
    take(text);
    if (elementLine > 0) elements.push({ text: parts.join(''), line: elementLine });
    else if (comma || afterComma)
      throw new JsonFrameError('a value is missing beside a comma', line);
    parts = [];
    elementLine = 0;
    afterComma = comma;
  }
  function feed(piece: string): readonly JsonElement[] {
    elements = [];
    let start = 0;
    for (let i = 0; i < piece.length; i++) {
      const unit = piece.charCodeAt(i);
      if (unit === NEWLINE) line += 1;
      if (inString) {
        if (escaped) escaped = false;
        else if (unit === BACKSLASH) escaped = true;
        else if (unit === QUOTE) inString = false;
        continue;
      }
      if (unit <= 32) continue;
      if (done) throw new JsonFrameError('something follows the end of the array', line);
      if (depth === 0) {
        if (piece[i] !== '[') throw new JsonFrameError('the text is not an array', line);
        depth = 1;
        continue;
      }
      const atEnd = depth === 1 && (unit === COMMA || CLOSE.has(unit));
      if (atEnd) {
        finish(piece.slice(start, i), unit === COMMA);
        if (unit !== COMMA) {
          if (piece[i] !== ']') throw new JsonFrameError('} closes the array', line);
          done = true;
        }
        continue;
      }
      if (elementLine === 0) {
        elementLine = line;
        start = i;
      }
      if (unit === QUOTE) inString = true;
      else if (OPEN.has(unit)) depth += 1;
      else if (CLOSE.has(unit)) depth -= 1;
    }
    take(piece.slice(start));
    return elements;
  }
  function end(): void {
    if (!done) throw new JsonFrameError('the text ends before the array does', line);
  }
  return { feed, end };
}

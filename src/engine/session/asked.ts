import { NO_TARGET } from '../core/target';
import type { Example } from '../tasks/task';
import { splitWords } from '../text/splitWords';
import { longestText } from './memory';
import type { RunParts } from './run';
import { taggedWindow } from './wordTable';

/** A text that is asked of a run: what the model reads of it. */
export interface Asked {
  /** One sequence, or the windows over its words. */
  readonly examples: readonly Example[];
  /** Its words, where the task tags them. */
  readonly words: readonly string[] | null;
  readonly tokens: number;
  readonly truncated: boolean;
}

/** Texts as a run reads them, the i-th as row i. */
export function askTexts(
  parts: Pick<RunParts, 'model' | 'job' | 'task' | 'method' | 'methodConfig'>,
  texts: readonly { readonly text: string; readonly pair?: string }[],
): Asked[] {
  const { model, task } = parts;
  const maxTokens = longestText(parts);
  return texts.map(({ text, pair }, row): Asked => {
    if (!task.perToken) {
      const { truncated, ...tokens } = model.tokenizer.encode(text, pair ?? null, { maxTokens });
      const { ids, typeIds } = tokens;
      const example = { ids, typeIds, target: NO_TARGET, row };
      return { examples: [example], words: null, tokens: ids.length, truncated };
    }
    const words = splitWords(text);
    const examples = model.tokenizer
      .encodeWords(words, maxTokens)
      .map((window): Example => ({ ...taggedWindow(window, null), row }));
    const tokens = examples.reduce((sum, { ids }) => sum + ids.length, 0);
    return { examples, words, tokens, truncated: false };
  });
}

import { EngineError } from '../core/errors';
import { NO_TARGET } from '../core/target';
import type { Example } from '../tasks/task';
import { splitWords } from '../text/splitWords';
import { answeredCount } from '../training/packing';
import type { LoadedModel } from './loadedModel';
import { longestText } from './memory';
import type { RunParts } from './runParts';
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

/**
 * Texts as a run reads them, the i-th as row i.
 * @throws EngineError `task/nothing-hidden` where the task finds hidden words and none of them hides one.
 */
export function askTexts(
  parts: Pick<RunParts, 'model' | 'job' | 'task' | 'method' | 'methodConfig'>,
  texts: readonly { readonly text: string; readonly pair?: string }[],
): Asked[] {
  const { model, task } = parts;
  const maxTokens = longestText(parts);
  const asked = texts.map(({ text, pair }, row): Asked => {
    if (task.masks || !task.perToken) {
      const { truncated, ...tokens } = model.tokenizer.encode(text, pair ?? null, { maxTokens });
      const { ids, typeIds } = tokens;
      const example = { ids, typeIds, target: NO_TARGET, row };
      const asked = task.masks?.ask(example) ?? example;
      return { examples: [asked], words: null, tokens: ids.length, truncated };
    }
    const words = splitWords(text);
    const examples = model.tokenizer
      .encodeWords(words, maxTokens)
      .map((window): Example => ({ ...taggedWindow(window, null), row }));
    const tokens = examples.reduce((sum, { ids }) => sum + ids.length, 0);
    return { examples, words, tokens, truncated: false };
  });
  const hidden = asked.some(({ examples }) => answeredCount(examples) > 0);
  if (task.masks && !hidden) throw nothingHidden(model, asked);
  return asked;
}

/** Texts in which no word is to be found. */
function nothingHidden({ tokenizer }: LoadedModel, asked: readonly Asked[]): EngineError {
  const [mask = ''] = tokenizer.tokens([tokenizer.special.mask ?? 0]);
  const cut = asked.some(({ truncated }) => truncated);
  const where = cut ? 'the part of the text that the model reads' : 'the text';
  return new EngineError(
    'task/nothing-hidden',
    `${where} has no ${mask}, so there is no word to find`,
    { mask },
    `Write ${mask} where the model is to find a word: The cat ${mask} on the mat.`,
  );
}

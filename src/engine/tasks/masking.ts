import type { Random } from '../core/rng';
import { IGNORED, type Target } from '../core/target';
import type { Vocabulary } from './task';

/** Which tokens of a text are hidden. */
export interface MaskingRule {
  /** Share of the words or tokens, 0 to 1. */
  readonly share: number;
  /** Whether the tokens of a word are hidden together. */
  readonly wholeWords: boolean;
}

/** Of hidden tokens, how many stand as the mask, and how many as the mask or as any token. */
const [AS_MASK, AS_ANY] = [0.8, 0.9];

/**
 * A text's tokens with some hidden, and what is asked of it, [n] each: the id of a hidden token, −100
 * elsewhere. Of those hidden 80 % stand as the mask, 10 % as any token and 10 % as they are (Devlin et
 * al. 2019, §3.1, as DataCollatorForLanguageModeling); at least one is. Special tokens never are.
 */
export function hideTokens(
  ids: Int32Array,
  { share, wholeWords }: MaskingRule,
  vocabulary: Vocabulary,
  random: Random,
): { readonly ids: Int32Array; readonly target: Target } {
  const units = unitsOf(ids, vocabulary, wholeWords);
  const drawn = units.filter(() => random.uniform() < share);
  const chosen = drawn.length > 0 ? drawn : units.slice(random.integer(units.length)).slice(0, 1);
  const shown = ids.slice();
  const target = new Int32Array(ids.length).fill(IGNORED);
  for (const place of chosen.flat()) {
    target[place] = ids[place] as number;
    const share = random.uniform();
    if (share < AS_MASK) shown[place] = vocabulary.mask;
    else if (share < AS_ANY) shown[place] = anyToken(vocabulary, random);
  }
  return { ids: shown, target };
}

/** Places that are hidden together: each token that is none of the special ones, or those of a word. */
function unitsOf(ids: Int32Array, vocabulary: Vocabulary, wholeWords: boolean): number[][] {
  const units: number[][] = [];
  ids.forEach((id, place) => {
    if (vocabulary.isSpecial(id)) return;
    const last = units.at(-1);
    const goesOn = wholeWords && last?.at(-1) === place - 1 && vocabulary.continues(id);
    if (goesOn) last?.push(place);
    else units.push([place]);
  });
  return units;
}

function anyToken(vocabulary: Vocabulary, random: Random): number {
  let id = random.integer(vocabulary.size);
  while (vocabulary.isSpecial(id)) id = random.integer(vocabulary.size);
  return id;
}

/** What a key asks for, wherever the focus is. */
export type KeyAction = 'start' | 'pause' | 'help' | { readonly panel: number } | null;

type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'target'>;

/** The key that starts together with Enter, as keyboards name it. */
export const COMMAND = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? '') ? '⌘' : 'Ctrl';

/** What can be typed into; there every key is a letter. */
const FIELDS = 'input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]';
/** What Space presses or opens by itself. */
const PRESSED =
  'button, a, summary, input, select, textarea, label, [role=slider], [role=menuitem]';
/** How many panels have a number. */
const PANELS = 7;

/** The action of a key; null where it belongs to what has the focus, or to nothing. */
export function actionOf({ key, ctrlKey, metaKey, altKey, target }: Key): KeyAction {
  const focus = target as Partial<Element> | null;
  const within = (places: string): boolean => Boolean(focus?.closest?.(places));
  if (within(FIELDS)) return null;
  if (key === 'Enter' && (ctrlKey || metaKey)) return 'start';
  if (ctrlKey || metaKey || altKey) return null;
  if (key === '?') return 'help';
  if (key === ' ') return within(PRESSED) ? null : 'pause';
  const panel = Number(key) - 1;
  return /^\d$/.test(key) && panel >= 0 && panel < PANELS ? { panel } : null;
}

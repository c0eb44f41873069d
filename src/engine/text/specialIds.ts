import type { Template } from './template';

/** Ids of the tokens with a part to play; null where the tokenizer has none. */
export interface SpecialIds {
  readonly cls: number | null;
  readonly sep: number | null;
  readonly pad: number | null;
  readonly mask: number | null;
  readonly unk: number | null;
  readonly bos: number | null;
  readonly eos: number | null;
}

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Special ids as tokenizer_config.json names them; without it, cls and sep are the first and last
 * token of the layout, pad and unk come from tokenizer.json, mask from its customary names.
 */
export function specialIds(
  tokenizer: JsonObject,
  config: JsonObject,
  template: Template,
  idOf: (token: string) => number | undefined,
): SpecialIds {
  function named(key: string, ...customary: unknown[]): number | null {
    for (const token of [config[key], ...customary]) {
      const text =
        typeof token === 'string' ? token : (token as { content?: unknown } | null)?.content;
      const id = typeof text === 'string' ? idOf(text) : undefined;
      if (id !== undefined) return id;
    }
    return null;
  }
  const model = tokenizer.model as JsonObject;
  const padding = tokenizer.padding as JsonObject | null | undefined;
  const first = template.single[0];
  const last = template.single.at(-1);
  const layoutId = (part: typeof first) =>
    part?.kind === 'special' ? (part.ids[0] ?? null) : null;
  return {
    cls: named('cls_token') ?? layoutId(first),
    sep: named('sep_token') ?? layoutId(last),
    pad: named('pad_token', padding?.pad_token, '[PAD]', '<pad>'),
    mask: named('mask_token', '[MASK]', '<mask>'),
    unk: named('unk_token', model.unk_token, '[UNK]', '<unk>'),
    bos: named('bos_token'),
    eos: named('eos_token'),
  };
}

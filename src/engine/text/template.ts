import { EngineError } from '../core/errors';

/** One slot of what a model is fed: special tokens, or the tokens of the first or second text. */
export type TemplatePart =
  | { readonly kind: 'special'; readonly ids: readonly number[]; readonly typeId: number }
  | { readonly kind: 'text' | 'pair'; readonly typeId: number };

/** How token ids of one or two texts are laid out. */
export interface Template {
  readonly single: readonly TemplatePart[];
  readonly pair: readonly TemplatePart[];
}

type Piece =
  | { readonly SpecialToken: { readonly id: string; readonly type_id: number } }
  | { readonly Sequence: { readonly id: 'A' | 'B'; readonly type_id: number } };

interface Processor {
  readonly type: string;
  readonly processors?: readonly Processor[];
  readonly single?: readonly Piece[];
  readonly pair?: readonly Piece[];
  readonly special_tokens?: Readonly<Record<string, { readonly ids: readonly number[] }>>;
  readonly cls?: readonly [string, number];
  readonly sep?: readonly [string, number];
}

const TEXT: TemplatePart = { kind: 'text', typeId: 0 };

/**
 * The layout that tokenizer.json's `post_processor` describes.
 * Source: huggingface/tokenizers, processors/{template,bert,roberta,sequence}.rs.
 */
export function compileTemplate(postProcessor: unknown): Template {
  const processors = flatten(postProcessor as Processor | null);
  const last = processors.at(-1);
  if (!last) return { single: [TEXT], pair: [TEXT, { kind: 'pair', typeId: 1 }] };
  if (processors.length > 1) {
    throw unsupported(processors.map((processor) => processor.type).join(' + '));
  }
  if (last.type === 'TemplateProcessing') {
    return { single: templateParts(last, last.single), pair: templateParts(last, last.pair) };
  }
  const cls = special(last.cls?.[1] ?? 0, 0);
  const sep = (typeId: number) => special(last.sep?.[1] ?? 0, typeId);
  if (last.type === 'BertProcessing') {
    const pair: TemplatePart = { kind: 'pair', typeId: 1 };
    return { single: [cls, TEXT, sep(0)], pair: [cls, TEXT, sep(0), pair, sep(1)] };
  }
  if (last.type === 'RobertaProcessing') {
    const pair: TemplatePart = { kind: 'pair', typeId: 0 };
    return { single: [cls, TEXT, sep(0)], pair: [cls, TEXT, sep(0), sep(0), pair, sep(0)] };
  }
  throw unsupported(last.type);
}

/** Processors that place tokens; ByteLevel's only moves offsets. */
function flatten(processor: Processor | null | undefined): Processor[] {
  if (!processor || processor.type === 'ByteLevel') return [];
  if (processor.type === 'Sequence') return (processor.processors ?? []).flatMap(flatten);
  return [processor];
}

function unsupported(type: string): EngineError {
  return new EngineError(
    'tokenizer/unsupported',
    `tokenizer.json has the post-processor ${type}, which is not supported.`,
    { file: 'tokenizer.json', type },
    'Supported are TemplateProcessing, BertProcessing, RobertaProcessing and ByteLevel.',
  );
}

function special(id: number, typeId: number): TemplatePart {
  return { kind: 'special', ids: [id], typeId };
}

function templateParts(processor: Processor, pieces: readonly Piece[] = []): TemplatePart[] {
  return pieces.map((piece) => {
    if ('Sequence' in piece) {
      const { id, type_id: typeId } = piece.Sequence;
      return { kind: id === 'A' ? 'text' : 'pair', typeId };
    }
    const { id, type_id: typeId } = piece.SpecialToken;
    return { kind: 'special', ids: processor.special_tokens?.[id]?.ids ?? [], typeId };
  });
}

/** How many special tokens the layout adds. */
export function specialCount(parts: readonly TemplatePart[]): number {
  return parts.reduce((n, part) => n + (part.kind === 'special' ? part.ids.length : 0), 0);
}

/** Lays token ids out: ids and token type ids, of equal length. */
export function fillTemplate(
  parts: readonly TemplatePart[],
  text: readonly number[],
  pair: readonly number[],
): { ids: Int32Array; typeIds: Int32Array } {
  const slices = parts.map((part) => {
    return part.kind === 'special' ? part.ids : part.kind === 'text' ? text : pair;
  });
  const length = slices.reduce((n, slice) => n + slice.length, 0);
  const ids = new Int32Array(length);
  const typeIds = new Int32Array(length);
  let at = 0;
  for (const [i, slice] of slices.entries()) {
    ids.set(slice, at);
    typeIds.fill(parts[i]?.typeId ?? 0, at, at + slice.length);
    at += slice.length;
  }
  return { ids, typeIds };
}

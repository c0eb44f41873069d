import { describe, expect, it } from 'vitest';
import { compileTemplate, fillTemplate, specialCount } from '../../../src/engine/text/template';

const bert = { type: 'BertProcessing', cls: ['[CLS]', 101], sep: ['[SEP]', 102] };
const roberta = { type: 'RobertaProcessing', cls: ['<s>', 0], sep: ['</s>', 2] };

function layout(postProcessor: unknown) {
  const { single, pair } = compileTemplate(postProcessor);
  const one = fillTemplate(single, [7, 8], []);
  const two = fillTemplate(pair, [7, 8], [9]);
  return [one.ids, one.typeIds, two.ids, two.typeIds].map((ids) => [...ids]);
}

describe('a post-processor', () => {
  it('of BERT gives the second text and its separator type 1', () => {
    expect(layout(bert)).toEqual([
      [101, 7, 8, 102],
      [0, 0, 0, 0],
      [101, 7, 8, 102, 9, 102],
      [0, 0, 0, 0, 1, 1],
    ]);
  });

  it('of RoBERTa separates with two tokens and leaves every type 0', () => {
    expect(layout(roberta)).toEqual([
      [0, 7, 8, 2],
      [0, 0, 0, 0],
      [0, 7, 8, 2, 2, 9, 2],
      [0, 0, 0, 0, 0, 0, 0],
    ]);
  });

  it('that is absent, or only moves offsets, adds nothing', () => {
    const bare = [
      [7, 8],
      [0, 0],
      [7, 8, 9],
      [0, 0, 1],
    ];
    expect(layout(null)).toEqual(bare);
    expect(layout({ type: 'Sequence', processors: [{ type: 'ByteLevel' }] })).toEqual(bare);
  });

  it('as a template may add several ids for one special token', () => {
    const single = [
      { SpecialToken: { id: '<x>', type_id: 3 } },
      { Sequence: { id: 'A', type_id: 1 } },
    ];
    const template = compileTemplate({
      type: 'Sequence',
      processors: [
        {
          type: 'TemplateProcessing',
          single,
          pair: [],
          special_tokens: { '<x>': { ids: [4, 5] } },
        },
        { type: 'ByteLevel' },
      ],
    });
    expect(specialCount(template.single)).toBe(2);
    const { ids, typeIds } = fillTemplate(template.single, [7], []);
    expect([[...ids], [...typeIds]]).toEqual([
      [4, 5, 7],
      [3, 3, 1],
    ]);
  });

  it('of an unknown kind is refused by name', () => {
    expect(() => compileTemplate({ type: 'Strange' })).toThrow(/Strange/);
  });
});

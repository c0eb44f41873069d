import { describe, expect, it } from 'vitest';
import { memorySource } from '../../../src/engine/core/bytes';
import { chosenEncoding, detectEncoding } from '../../../src/engine/data';
import { encodeAs, encodeUtf16, joinBytes } from './support';

const CHINESE =
  '文本,标签\n这家餐厅的服务非常好，菜也很新鲜，下次还会再来。,正面\n等了一个小时才上菜，而且味道很一般，太失望了。,负面\n' +
  '电池用了三天就坏了，客服一直没有回复我的问题。,负面\n包装很精美，送给朋友当生日礼物，她非常喜欢。,正面\n';
const JAPANESE =
  'テキスト,ラベル\nこの本はとても面白かったです。また読みたいと思います。,良い\n配達が遅くて、箱も壊れていました。とても残念です。,悪い\n';
const KOREAN =
  '문장,분류\n이 영화는 정말 재미있었습니다. 다시 보고 싶어요.,긍정\n배송이 너무 늦고 상자가 망가져 있었습니다.,부정\n';
const TRADITIONAL =
  '文本,標籤\n這家餐廳的服務非常好，菜也很新鮮，下次還會再來。,正面\n等了一個小時才上菜，而且味道很一般，太失望了。,負面\n';
const FRENCH =
  'texte,étiquette\nLe café était très bon, et la crème brûlée aussi.,positif\nDéçu : le garçon a oublié notre entrée, puis l’addition à 40 €.,négatif\n';
const RUSSIAN =
  'текст,метка\nОчень хороший магазин, доставка быстрая, всем советую.,да\nТовар пришёл сломанным, деньги не вернули.,нет\n';

function file(bytes: Uint8Array) {
  return memorySource(bytes, 'rows.csv');
}

describe('detectEncoding', () => {
  it('takes a byte order mark at its word', async () => {
    const marks = [
      [[0xef, 0xbb, 0xbf], new TextEncoder().encode(CHINESE), 'utf-8'],
      [[0xff, 0xfe], encodeUtf16(CHINESE, 'le'), 'utf-16le'],
      [[0xfe, 0xff], encodeUtf16(CHINESE, 'be'), 'utf-16be'],
    ] as const;
    for (const [mark, bytes, encoding] of marks) {
      expect(await detectEncoding(file(joinBytes(mark, bytes)))).toEqual({
        encoding,
        confidence: 1,
        bom: true,
        reason: 'bom',
      });
    }
  });

  it('knows ASCII and valid UTF-8 for certain', async () => {
    const ascii = await detectEncoding(file(new TextEncoder().encode('text,label\na,b\n')));
    expect(ascii).toMatchObject({ encoding: 'utf-8', confidence: 1, reason: 'ascii' });
    const utf8 = await detectEncoding(file(new TextEncoder().encode(`${CHINESE}😀`)));
    expect(utf8).toMatchObject({ encoding: 'utf-8', confidence: 1, reason: 'valid-utf8' });
  });

  it.each([
    ['gb18030', CHINESE],
    ['big5', TRADITIONAL],
    ['shift_jis', JAPANESE],
    ['euc-kr', KOREAN],
    ['windows-1252', FRENCH],
    ['windows-1251', RUSSIAN],
  ])('recognises %s by its letters', async (encoding, text) => {
    const found = await detectEncoding(file(encodeAs(encoding, text)));
    expect(found).toMatchObject({ encoding, bom: false, reason: 'statistics' });
    expect(found.confidence).toBeGreaterThan(0.1);
  });

  it('recognises GBK that starts after a megabyte of English', async () => {
    const english = new TextEncoder().encode('plain words and more of them,en\n'.repeat(40_000));
    const found = await detectEncoding(file(joinBytes(english, encodeAs('gb18030', CHINESE))));
    expect(found.encoding).toBe('gb18030');
  });

  it.each(['le', 'be'] as const)(
    'recognises UTF-16%s without a mark, English or Chinese',
    async (order) => {
      for (const text of ['text,label\nhello there,greeting\n', CHINESE]) {
        const found = await detectEncoding(file(encodeUtf16(text, order)));
        expect(found).toMatchObject({ encoding: `utf-16${order}`, reason: 'nul-pattern' });
      }
    },
  );

  it('does not take a UTF-8 file with some NUL bytes for UTF-16', async () => {
    const text = `text,label\n${'a fine day\0,good\n'.repeat(50)}`;
    expect((await detectEncoding(file(new TextEncoder().encode(text)))).encoding).toBe('utf-8');
  });

  it('keeps UTF-8 when a few bytes of a long file are broken', async () => {
    const bytes = joinBytes(new TextEncoder().encode(CHINESE), [0xff, 0x2c, 0x61, 0x0a]);
    expect(await detectEncoding(file(bytes))).toMatchObject({
      encoding: 'utf-8',
      reason: 'mostly-utf8',
    });
  });

  it('sees a byte that is broken only at the very end of the file', async () => {
    const bytes = joinBytes(encodeAs('windows-1252', 'text,label\nold caf'), [0xe9]);
    expect((await detectEncoding(file(bytes))).encoding).not.toBe('utf-8');
  });

  it('refuses UTF-32 with a remedy', async () => {
    const bytes = Uint8Array.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]);
    await expect(detectEncoding(file(bytes))).rejects.toMatchObject({
      code: 'data/unsupported-encoding',
      remedy: expect.stringContaining('UTF-8'),
    });
  });
});

describe('chosenEncoding', () => {
  it('normalises a label', () => {
    expect(chosenEncoding('GBK')).toMatchObject({ encoding: 'gbk', reason: 'chosen' });
    expect(chosenEncoding('latin1').encoding).toBe('windows-1252');
  });

  it('names the encodings there are when it does not know one', () => {
    expect(() => chosenEncoding('ebcdic')).toThrow(
      expect.objectContaining({
        code: 'data/unknown-encoding',
        remedy: expect.stringContaining('gb18030'),
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { tags } from '../../../src/engine/data/goals/tags';
import { createProblemLog } from '../../../src/engine/data/problems';
import { load } from './support';

const COLUMNS = { tokens: 'tokens', tags: 'tags' };

/** Sentences of tags alone as a CoNLL file, and what is read of them. */
async function read(sentences: readonly string[], scheme = 'auto', names?: readonly string[]) {
  const text = sentences
    .map((line) =>
      line
        .split(' ')
        .map((tag, i) => `w${i} ${tag}\n`)
        .join(''),
    )
    .join('\n');
  const dataset = await load(text, 'rows.conll', { format: 'conll' });
  const answers = tags.answers(dataset, COLUMNS, {
    settings: { scheme },
    ...(names && { names }),
  });
  const log = createProblemLog();
  return {
    answers,
    tags: sentences.map((_, row) => {
      const target = answers.read(row, log);
      return target && Array.from(target, (tag) => answers.names[tag]).join(' ');
    }),
    kinds: answers.problems.counts,
    messages: answers.problems.list.map(({ message }) => message),
    rows: log.report().list.map(({ message }) => message),
  };
}

const IOB1 = ['I-PER I-PER O', 'I-LOC B-LOC O I-ORG'];
const IOB2 = ['B-PER I-PER O', 'B-LOC B-LOC O B-ORG'];
const BIOES = ['B-PER E-PER O', 'S-LOC S-LOC O S-ORG'];

describe('the scheme of tags', () => {
  it('is recognised and said, and tags stay as they are', async () => {
    for (const [scheme, sentences] of Object.entries({ IOB1, IOB2, BIOES })) {
      const found = await read(sentences);
      expect(found.tags, scheme).toEqual(sentences);
      expect(found.answers.settled).toEqual({ scheme });
      expect(found.messages).toEqual([
        `Column tags: tags in the scheme ${scheme}, of the types LOC, ORG, PER.`,
      ]);
    }
  });

  it('is changed on wish, from any to any, with every tag that it has', async () => {
    const all = { IOB1, IOB2, BIOES };
    for (const [from, given] of Object.entries(all)) {
      for (const [to, expected] of Object.entries(all)) {
        if (from === to) continue;
        const found = await read(given, to);
        expect(found.tags, `${from} to ${to}`).toEqual(expected);
        expect(found.answers.settled).toEqual({ scheme: to });
        expect(found.messages).toEqual([
          `Column tags: tags in the scheme ${from}; they are written as ${to}.`,
        ]);
        expect(found.answers.names).toHaveLength(to === 'BIOES' ? 13 : 7);
      }
    }
  });

  it('of a validation file becomes that of the training file, whatever it was', async () => {
    const { names } = (await read(IOB1, 'BIOES')).answers;
    for (const given of [IOB1, IOB2, BIOES])
      expect((await read(given, 'BIOES', names)).tags).toEqual(BIOES);
  });

  it('is kept bit for bit where the file has it already, faults and all', async () => {
    const faulty = ['O I-PER', ...IOB2, ...IOB2];
    const found = await read(faulty, 'IOB2');
    expect(found.tags).toEqual(faulty);
    expect(found.messages[1]).toBe(
      'Column tags: 1 tags break the rules of IOB2, as far as any scheme fits; the first in row 1, word 2: I-PER after O. They are learned as they stand.',
    );
  });

  it('rewrites what broke the old one’s rules as what it was read as, and counts it', async () => {
    const found = await read(['O I-PER I-PER', ...IOB2, ...IOB2], 'BIOES');
    expect(found.tags[0]).toBe('O B-PER E-PER');
    expect(found.messages).toEqual([
      'Column tags: tags in the scheme IOB2; they are written as BIOES, 1 that broke its rules as what they were read as.',
    ]);
  });

  it('of tags without any B- is IOB1', async () => {
    const found = await read(['I-PER I-PER O', 'O I-LOC']);
    expect(found.answers.settled).toEqual({ scheme: 'IOB1' });
    expect(found.kinds).toEqual({ 'tag-scheme': 1 });
  });

  it('is none for parts of speech, which no scheme can be made of', async () => {
    const speech = ['DET NOUN VERB', 'NOUN VERB'];
    expect((await read(speech)).answers.settled).toEqual({ scheme: 'none' });
    expect((await read(speech)).messages).toEqual([]);
    expect((await read(speech, 'IOB2')).messages).toEqual([
      'Column tags: tags cannot be written as IOB2: DET, NOUN, VERB do not say where something begins.',
    ]);
  });

  it('says which tags have no prefix among those that have', async () => {
    const found = await read(['B-PER I-PER PER O', 'B-LOC O']);
    expect(found.answers.settled).toEqual({ scheme: 'none' });
    expect(found.messages).toEqual([
      'Column tags: PER have no prefix that the other tags’ scheme knows; every tag is learned as it stands.',
    ]);
  });

  it('leaves out only the rows of a test file whose tags are unknown', async () => {
    const { names } = (await read(IOB2)).answers;
    const found = await read([...IOB2, 'PER O', 'B-GPE O'], 'IOB2', names);
    expect(found.tags).toEqual([...IOB2, null, null]);
    expect(found.rows).toEqual([
      'Row 3, column tags: the tag “PER” is not in the training rows. The row is left out.',
      'Row 4, column tags: the tag “B-GPE” is not in the training rows. The row is left out.',
    ]);
  });
});

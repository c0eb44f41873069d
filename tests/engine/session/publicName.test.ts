import { describe, expect, it } from 'vitest';
import { memorySource } from '../../../src/engine/core/bytes';
import { publicName } from '../../../src/engine/session/publicName';

const nameOf = (id: string, config: object = {}, card?: string, known?: string) => {
  const files =
    card === undefined ? [] : [memorySource(new TextEncoder().encode(card), 'README.md')];
  const extras = new Map(files.map((file) => [file.name, file]));
  return publicName({ id, label: 'Label', known }, { ...config }, extras);
};

describe('the public name of a model', () => {
  it('is the published one where that is known', async () => {
    expect(await nameOf('/home/me/x', {}, undefined, 'owner/x')).toBe('owner/x');
  });

  it('is read off the folder of the Hugging Face cache', async () => {
    const cache = '/home/me/.cache/huggingface/hub/models--google-bert--bert-base/snapshots/0a1b';
    expect(await nameOf(cache)).toBe('google-bert/bert-base');
    expect(await nameOf('hub/models--gpt2/snapshots/0a1b')).toBe('gpt2');
  });

  it('takes its owner from config.json or the model card, where they name this very folder', async () => {
    const config = { _name_or_path: 'google-bert/bert-base-uncased' };
    expect(await nameOf('models/BERT-base-uncased/', config)).toBe('google-bert/bert-base-uncased');
    const card = "# MiniLM\n`SentenceTransformer('sentence-transformers/all-MiniLM-L6-v2')`";
    expect(await nameOf('all-minilm-l6-v2', {}, card)).toBe(
      'sentence-transformers/all-MiniLM-L6-v2',
    );
  });

  it('is not the parent that config.json and card of a published model name', async () => {
    const config = { _name_or_path: 'nreimers/MiniLM-L6-H384-uncased' };
    const card = 'base_model: "nreimers/MiniLM-L6-H384-uncased"';
    expect(await nameOf('all-minilm-l6-v2', config, card)).toBe('all-minilm-l6-v2');
  });

  it('is never a path', async () => {
    expect(await nameOf('/home/me/models/mine', { _name_or_path: '/scratch/mine' })).toBe('mine');
    expect(await nameOf('C:\\models\\mine')).toBe('mine');
    expect(await nameOf('../..')).toBe('Label');
  });
});

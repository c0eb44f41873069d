// Writes public/models/index.json and public/samples/index.json: sizes and hashes of what ships.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const sha256 = (path) => createHash('sha256').update(readFileSync(path)).digest('hex');

function pathsIn(folder, below = '') {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const path = below ? `${below}/${entry.name}` : entry.name;
    return entry.isDirectory() ? pathsIn(folder, path) : [path];
  });
}

function filesOf(folder) {
  const shipped = pathsIn(folder).filter((path) => !['LICENSE', 'ATTRIBUTION.md'].includes(path));
  return shipped.sort().map((path) => {
    const file = join(folder, path);
    return { path, size: statSync(file).size, sha256: sha256(file) };
  });
}

const models = [
  {
    id: 'all-minilm-l6-v2',
    label: 'MiniLM L6',
    family: 'bert',
    parameters: 22713216,
    description: 'A small, quick sentence encoder for English: 6 layers, width 384.',
    license: 'Apache-2.0',
    licenseUrl: 'models/all-minilm-l6-v2/LICENSE',
    source: 'sentence-transformers/all-MiniLM-L6-v2',
    tasks: ['sequence-classification'],
  },
];
const samples = [
  {
    id: 'support-tickets',
    label: 'support-tickets',
    file: 'support-tickets.csv',
    rows: 712,
    columns: { text: 'text', label: 'intent' },
    description: 'Messages to an outdoor shop, sorted by what the writer wants: six intents.',
  },
  {
    id: 'reviews',
    label: 'reviews',
    file: 'reviews.csv',
    rows: 547,
    columns: { text: 'text', label: 'sentiment' },
    description: 'Reviews of books, films, cafes, gadgets and hikes, positive or negative.',
  },
];

const write = (path, value) => writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
write('public/models/index.json', {
  models: models.map((model) => ({ ...model, files: filesOf(`public/models/${model.id}`) })),
});
write('public/samples/index.json', {
  samples: samples.map((sample) => {
    const path = `public/samples/${sample.file}`;
    const { size } = statSync(path);
    return {
      ...sample,
      size,
      sha256: sha256(path),
      task: 'sequence-classification',
      license: 'CC0-1.0',
    };
  }),
});

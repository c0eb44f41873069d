// Writes what public/ says of itself: models/index.json and samples/index.json (sizes and hashes of
// what ships), and selftest/, twenty steps of the parity fixtures for the self-test of the studio.
import { createHash } from 'node:crypto';
import { copyFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const BESIDE = ['LICENSE', 'ATTRIBUTION.md'];

const MODELS = [
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
const SAMPLES = [
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
  {
    id: 'events-ner',
    label: 'events-ner',
    file: 'events-ner.conll',
    task: 'token-classification',
    rows: 487,
    columns: { tokens: 'tokens', tags: 'tags' },
    description: 'Sentences of local news with people, places, organisations and dates marked.',
  },
  {
    id: 'apartments',
    label: 'apartments',
    file: 'apartments.csv',
    task: 'regression',
    rows: 423,
    columns: { text: 'description', target: 'monthly_rent' },
    description: 'Listings of flats in an invented port city: what is the rent?',
  },
  {
    id: 'articles-topics',
    label: 'articles-topics',
    file: 'articles-topics.jsonl',
    task: 'multi-label',
    rows: 402,
    columns: { text: 'text', labels: 'labels' },
    description: 'Short news items with any of eight topics, or none.',
  },
];

/** @param {string} path */
function stamp(path) {
  const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
  return { size: statSync(path).size, sha256 };
}

/** What a model's folder ships besides licence and attribution. @param {string} folder */
function filesOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !BESIDE.includes(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort()
    .map((path) => ({ path, ...stamp(join(folder, path)) }));
}

/** @param {string} path @param {object} value */
function write(path, value) {
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
}

write('public/models/index.json', {
  models: MODELS.map((model) => ({ ...model, files: filesOf(`public/models/${model.id}`) })),
});
write('public/samples/index.json', {
  samples: SAMPLES.map((sample) => ({
    task: 'sequence-classification',
    ...sample,
    ...stamp(`public/samples/${sample.file}`),
    license: 'CC0-1.0',
  })),
});

const PARITY = 'tests/fixtures/parity';
/** @param {string} path */
const read = (path) => JSON.parse(readFileSync(path, 'utf8'));
const { rows, batchSize, warmup, runs } = read(`${PARITY}/cases.json`);
const ran = { method: 'full', optimizer: 'adam', schedule: 'linear', accumulation: 1 };
/** @param {Record<string, unknown>} run */
const fits = (run) => Object.entries(ran).every(([key, value]) => run[key] === value);
const { losses } = runs.find(fits);
copyFileSync(`${PARITY}/tiny-bert/model.safetensors`, 'public/selftest/tiny-bert.safetensors');
const config = read(`${PARITY}/tiny-bert/config.json`);
const labels = ['a', 'b', 'c'];
const trajectory = { config, labels, rows, batchSize, learningRate: 1e-3, warmup, losses };
writeFileSync('public/selftest/trajectory.json', `${JSON.stringify(trajectory)}\n`);

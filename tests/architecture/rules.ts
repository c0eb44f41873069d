/**
 * Who may import whom. biome.json says the same to the editor; architecture.test.ts holds both
 * against the code.
 */

export interface FolderRule {
  /** Folders ('graph') or single modules ('models/model') of the engine besides its own. */
  readonly knows: readonly string[];
  readonly tfjs?: true;
  /** Modules of Node may be imported, for what only Node has. */
  readonly node?: true;
}

/** What sees contracts and not those who fulfil them. */
const CONTRACTS = [
  'models/model',
  'tuning/method',
  'tasks/task',
  'training/events',
  'job',
] as const;

/** Every folder of src/engine; a new one must be added here. */
export const ENGINE_FOLDERS: Readonly<Record<string, FolderRule>> = {
  core: { knows: [] },
  graph: { knows: ['core'] },
  ops: { knows: ['core', 'graph'], tfjs: true },
  nn: { knows: ['core', 'graph', 'ops'] },
  models: { knows: ['core', 'graph', 'ops', 'nn'] },
  tuning: { knows: ['core', 'graph', 'ops', 'nn', 'models/model'] },
  tasks: {
    knows: ['core', 'graph', 'ops', 'nn', 'tags', 'evaluation', 'models/model', 'training/events'],
  },
  backends: { knows: ['core', 'graph', 'ops', 'job'], tfjs: true, node: true },
  text: { knows: ['core'] },
  tags: { knows: [] },
  data: { knows: ['core', 'tags', 'text'] },
  files: { knows: ['core'] },
  evaluation: { knows: ['core', 'tags', 'training/events'] },
  storage: { knows: ['core', 'job', 'training/events'] },
  training: {
    knows: ['core', 'graph', 'ops', 'nn', 'evaluation', 'backends/executor', ...CONTRACTS],
  },
  generation: { knows: ['core', 'graph', 'nn', 'text', 'backends/executor', ...CONTRACTS] },
  export: { knows: ['core', 'nn', 'files', ...CONTRACTS] },
  session: { knows: ['*'] },
  selfTest: { knows: ['*'] },
};

/** The only two that open a registry. */
export const REGISTRY_READERS = ['engine/session', 'engine/catalog'];

/** The only one that sends a request. */
export const NETWORK_MODULE = 'engine/storage/network';

/** What worker and cli may open: the door, and the parts that differ between tab and Node. */
export const DOORS = [
  'engine',
  'engine/index',
  'engine/backends/',
  'engine/storage/',
  'engine/core/',
];

/** Packages of the interface; the engine runs without a page. */
export const INTERFACE_PACKAGES = [
  'react',
  'react-dom',
  'zustand',
  '@mantine',
  'recharts',
  'wouter',
  'i18next',
  'react-i18next',
  'comlink',
];

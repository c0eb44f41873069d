import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseModule, readModules } from './architecture/imports';
import { ENGINE_FOLDERS, NETWORK_MODULE, REGISTRY_READERS } from './architecture/rules';
import { violationsOf } from './architecture/violations';

const MODULES = readModules('src');

describe('the code', () => {
  it('is read whole', () => {
    expect(MODULES.length).toBeGreaterThan(80);
    const names = new Set(MODULES.map((module) => module.name));
    for (const name of ['engine/index', ...REGISTRY_READERS, NETWORK_MODULE]) {
      expect(names).toContain(name);
    }
  });

  it('keeps every import rule', () => {
    expect(MODULES.flatMap(violationsOf)).toEqual([]);
  });

  it('imports only modules that exist', () => {
    const missing = MODULES.flatMap(({ name, imports }) =>
      imports
        .filter(({ isPackage, target }) => !isPackage && !target.endsWith('.generated'))
        .filter(({ target }) => !isThere(`src/${target}`))
        .map(({ specifier }) => `${name} imports ${specifier}`),
    );
    expect(missing).toEqual([]);
  });

  it('has a rule for every folder of the engine', () => {
    const folders = readdirSync('src/engine', { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
    expect(folders.filter((folder) => !(folder in ENGINE_FOLDERS))).toEqual([]);
  });

  it('has the rules of biome.json', () => {
    const { overrides } = JSON.parse(readFileSync('biome.json', 'utf8')) as {
      overrides: Override[];
    };
    for (const [folder, { knows }] of Object.entries(ENGINE_FOLDERS)) {
      if (knows.includes('*')) continue;
      const allowed = knows.map((one) => (isFolder(one) ? `!../${one}/**` : `!../${one}`));
      expect(groupsFor(overrides, `src/engine/${folder}/*.ts`), folder).toContainEqual([
        '../**',
        ...allowed,
      ]);
    }
  });
});

interface Override {
  readonly includes: readonly string[];
  readonly linter?: {
    readonly rules?: {
      readonly style?: {
        readonly noRestrictedImports?: {
          readonly options: { readonly patterns: readonly { readonly group: string[] }[] };
        };
      };
    };
  };
}

function groupsFor(overrides: readonly Override[], files: string): string[][] {
  const found = overrides.findLast((override) => override.includes.includes(files));
  const patterns = found?.linter?.rules?.style?.noRestrictedImports?.options.patterns ?? [];
  return patterns.map(({ group }) => group);
}

function isFolder(name: string): boolean {
  return !name.includes('/') && name !== 'job';
}

function isThere(path: string): boolean {
  return ['', '.ts', '.tsx', '/index.ts', '/index.tsx'].some((end) => existsSync(path + end));
}

describe('a planted violation is found', () => {
  const planted: readonly (readonly [claim: string, name: string, code: string])[] = [
    ['app opens the engine', 'app/panels/train/Train', `import { x } from '../../../engine';`],
    ['app takes a type from the engine', 'app/App', `import type { Job } from '../engine/job';`],
    ['app uses a value of the protocol', 'app/App', `import { x } from '../worker/protocol';`],
    ['app starts a worker itself', 'app/App', `new URL('../worker/a.worker.ts', import.meta.url)`],
    ['app loads tfjs', 'app/App', `const tf = await import('@tensorflow/tfjs-core');`],
    ['protocol holds a value', 'worker/protocol', `import { x } from '../engine/core/errors';`],
    ['the client loads the engine', 'worker/engineClient', `import { x } from '../engine';`],
    [
      'a worker goes round the door',
      'worker/a.worker',
      `import { x } from '../engine/session/run';`,
    ],
    ['a worker knows the app', 'worker/a.worker', `import { x } from '../app/App';`],
    ['cli goes round the door', 'cli/main', `export * from '../engine/training/loop';`],
    ['training uses tfjs', 'engine/training/loop', `import * as tf from '@tensorflow/tfjs-core';`],
    ['tfjs beside the folders', 'engine/session', `import '@tensorflow/tfjs-core';`],
    ['a family opens a registry', 'engine/models/bert', `import { X } from './registry';`],
    ['index opens a registry', 'engine/index', `export { METHODS } from './tuning/registry';`],
    ['core knows graph', 'engine/core/rng', `import type { Node } from '../graph/node';`],
    ['graph knows ops', 'engine/graph/plan', `import { add } from '../ops/add';`],
    ['ops know layers', 'engine/ops/add', `import { Net } from '../nn/net';`],
    ['layers know a family', 'engine/nn/net', `import type { M } from '../models/model';`],
    ['a family knows a method', 'engine/models/bert', `import { lora } from '../tuning/lora';`],
    ['a method knows a family', 'engine/tuning/lora', `import { bert } from '../models/bert';`],
    ['a method knows a task', 'engine/tuning/lora', `import type { T } from '../tasks/task';`],
    ['a task knows a method', 'engine/tasks/a', `import { x } from '../tuning/method';`],
    ['a task knows a family', 'engine/tasks/a', `import type { B } from '../models/bert';`],
    ['a kernel knows a layer', 'engine/backends/wasm/a', `import { x } from '../../nn/net';`],
    ['training knows a method', 'engine/training/loop', `import { lora } from '../tuning/lora';`],
    [
      'training knows a backend',
      'engine/training/loop',
      `import { x } from '../backends/wasm/pool';`,
    ],
    ['a reader knows a task', 'engine/data/csv', `import type { T } from '../tasks/task';`],
    ['engine knows the worker', 'engine/job', `import type { P } from '../worker/protocol';`],
    ['engine knows react', 'engine/job', `import { useState } from 'react';`],
    ['engine knows Node', 'engine/files/folder', `import { open } from 'node:fs/promises';`],
    ['a folder has no rule', 'engine/misc/a', `import { x } from '../core/rng';`],
    ['fetch elsewhere', 'engine/storage/modelCache', `const x = await fetch(url);`],
    ['fetch taken by name', 'app/App', `const send = globalThis.fetch;`],
    ['a socket', 'worker/a.worker', `new WebSocket('ws://x');`],
    ['a method id tested', 'engine/training/loop', `if (method.id === 'lora') x();`],
    ['an id tested backwards', 'app/App', `'lora' !== job.method.id`],
    ['an op id tested', 'engine/graph/plan', `node.op.id === 'input'`],
    ['an id switched on', 'engine/export/adapter', `switch (parts.method.id) {`],
    ['a task id tested', 'app/App', `job.task?.id == "regression"`],
    ['an id in a variable tested', 'app/App', `return methodId === 'full';`],
  ];

  it.each(planted)('%s', (_claim, name, code) => {
    expect(violationsOf(parseModule(name, code))).toHaveLength(1);
  });

  it.each([
    ['in one of several imports', `import a from './a';\nimport { type B, c } from '../nn/net';`],
    ['over several lines', `import {\n  a,\n  b,\n} from '../nn/net';`],
    ['in a re-export', `export { a } from '../nn/net';`],
    ['in an export of all', `export * from "../nn/net";`],
    ['in a dynamic import', `const net = await import('../nn/net');`],
    ['in a type query', `let x: import('../nn/net').Net;`],
    ['for its effect', `import '../nn/net';`],
  ])('%s', (_claim, code) => {
    expect(violationsOf(parseModule('engine/graph/plan', code))).toHaveLength(1);
  });
});

describe('what is allowed is not reported', () => {
  it.each([
    ['a contract', 'engine/tuning/method', `import type { M } from '../models/model';`],
    ['the own folder', 'engine/backends/wasm/a', `import { x } from '../executor';`],
    ['a lower folder', 'engine/models/bert', `import { add } from '../ops/add';`],
    ['tfjs in a backend', 'engine/backends/tfjs/a', `import '@tensorflow/tfjs-core';`],
    ['a registry in session', 'engine/session', `import { X } from './tuning/registry';`],
    ['types in the protocol', 'worker/protocol', `export type { Job } from '../engine/job';`],
    ['inline types', 'app/App', `import { type Job } from '../worker/protocol';`],
    ['the client in the app', 'app/App', `import { start } from '../worker/engineClient';`],
    ['a commented import', 'engine/core/rng', `// import { x } from '../graph/node';`],
    ['a word that ends in fetch', 'app/App', `prefetch(x); // fetch(x)`],
    ['a lookup by id', 'app/App', `methods.find((method) => method.id === chosen)`],
    ['an id in a registry', 'engine/tuning/registry', `method.id === 'lora'`],
  ])('%s', (_claim, name, code) => {
    expect(violationsOf(parseModule(name, code))).toEqual([]);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../src');

interface SourceFile {
  /** Path below src, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

interface Import {
  /** Path below src without extension, or the package's name. */
  readonly target: string;
  readonly typeOnly: boolean;
}

interface Rule {
  readonly claim: string;
  /** Whether the rule speaks of this file. */
  readonly from: RegExp;
  /** Targets that are allowed (own) or forbidden. */
  readonly allowed?: RegExp;
  readonly forbidden?: RegExp;
  readonly typesPass?: boolean;
}

const RULES: readonly Rule[] = [
  { claim: 'core imports itself only', from: /^engine\/core\//, allowed: /^engine\/core\// },
  { claim: 'graph imports core and itself', from: /^engine\/graph\//, allowed: /^engine\/(core|graph)\// },
  { claim: 'ops import graph, core, tfjs', from: /^engine\/ops\//, allowed: /^(engine\/(core|graph|ops)\/|@tensorflow)/ },
  {
    claim: 'backends import graph, ops, core and the job',
    from: /^engine\/backends\//,
    allowed: /^(engine\/(core|graph|ops|backends)\/|engine\/job$|@tensorflow|node:)/,
  },
  { claim: 'nn imports ops, graph, core', from: /^engine\/nn\//, allowed: /^engine\/(core|graph|ops|nn)\// },
  { claim: 'families know no method and no task', from: /^engine\/models\//, allowed: /^engine\/(core|graph|ops|nn|models)\// },
  {
    claim: 'methods know no family and no task',
    from: /^engine\/tuning\//,
    allowed: /^engine\/(core|graph|ops|nn|tuning)\/|^engine\/models\/model$/,
  },
  {
    claim: 'tasks know no family and no method',
    from: /^engine\/tasks\//,
    allowed: /^engine\/(core|graph|ops|nn|tasks|evaluation)\/|^engine\/models\/model$|^engine\/training\/events$/,
  },
  {
    claim: 'files, data, text, storage and evaluation never see tensors',
    from: /^engine\/(files|data|text|storage|evaluation)\//,
    forbidden: /^@tensorflow|^engine\/(graph|ops|backends|nn|models|tuning|tasks)\//,
  },
  { claim: 'training sees contracts only', from: /^engine\/training\//, forbidden: /\/registry$|^engine\/(models|tuning|tasks|backends)\/(?!model$|method$|task$|executor$)/ },
  {
    claim: 'tfjs is imported in ops and backends only',
    from: /^(?!engine\/(ops|backends)\/)/,
    forbidden: /^@tensorflow/,
  },
  {
    claim: 'only session and catalog import a registry',
    from: /^(?!engine\/(session|catalog)\.ts$)/,
    forbidden: /^engine\/.*\/registry$/,
  },
  { claim: 'the engine knows no one above it', from: /^engine\//, forbidden: /^(app|worker|cli)\/|^react|^zustand/ },
  { claim: 'the app knows the workers only', from: /^app\//, forbidden: /^engine\/|^cli\/|^worker\/.*\.worker$/ },
  { claim: 'workers and runner come through the one door', from: /^(worker\/(?!protocol)|cli\/)/, forbidden: /^engine\/(?!index$|core\/errors$)/, typesPass: true },
];

function sources(folder = ROOT): SourceFile[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const full = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'assembly' ? [] : sources(full);
    if (!/\.tsx?$/.test(entry.name)) return [];
    return [{ path: relative(ROOT, full).replaceAll('\\', '/'), text: readFileSync(full, 'utf8') }];
  });
}

function importsOf({ path, text }: SourceFile): Import[] {
  const pattern = /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g;
  return [...text.matchAll(pattern)].map(([statement, type, from, dynamic]) => {
    const target = from ?? dynamic ?? '';
    const own = target.startsWith('.') ? relative(ROOT, resolve(ROOT, dirname(path), target)) : target;
    const braces = /\{([^}]*)\}/.exec(statement)?.[1];
    const allTypes = braces?.split(',').every((name) => name.trim() === '' || name.trim().startsWith('type ')) ?? false;
    return { target: own.replaceAll('\\', '/').replace(/\.tsx?$/, ''), typeOnly: Boolean(type) || allTypes };
  });
}

function violations(files: readonly SourceFile[], rules: readonly Rule[]): string[] {
  return files.flatMap((file) =>
    rules
      .filter(({ from }) => from.test(file.path))
      .flatMap((rule) =>
        importsOf(file)
          .filter(({ target, typeOnly }) => {
            if (typeOnly && rule.typesPass) return false;
            return rule.allowed ? !rule.allowed.test(target) : rule.forbidden?.test(target);
          })
          .map(({ target }) => `${file.path} imports ${target}: ${rule.claim}`),
      ),
  );
}

/** Text patterns that may stand in these files only. */
const PATTERNS = [
  { claim: 'network access lives in one module', pattern: /(?<![.\w])fetch\(|XMLHttpRequest|WebSocket\(|sendBeacon/, home: /^engine\/storage\/network\.ts$/ },
  { claim: 'nobody asks a method, family, task or op for its id', pattern: /\b(method|family|task|op|optimizer)\.id\s*[!=]==/, home: /registry\.ts$/ },
];

function misplaced(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) =>
    PATTERNS.filter(({ pattern, home }) => !home.test(path) && pattern.test(text)).map(({ claim }) => `${path}: ${claim}`),
  );
}

describe('architecture', () => {
  it('keeps every import rule', () => {
    expect(violations(sources(), RULES)).toEqual([]);
  });

  it('keeps network access and ids where they belong', () => {
    expect(misplaced(sources())).toEqual([]);
  });

  it('finds planted violations', () => {
    const planted = [
      { path: 'engine/models/planted.ts', text: "import { lora } from '../tuning/lora';" },
      { path: 'app/planted.tsx', text: "import { describe } from '../engine/index';" },
      { path: 'engine/training/planted.ts', text: "const m = await import('../tuning/registry');" },
      { path: 'engine/data/planted.ts', text: "import * as tf from '@tensorflow/tfjs-core';" },
    ];
    for (const file of planted) expect(violations([file], RULES), file.path).not.toEqual([]);
    const asks = { path: 'engine/session/planted.ts', text: "if (method.id === 'lora') await fetch('x');" };
    expect(misplaced([asks])).toHaveLength(2);
  });
});

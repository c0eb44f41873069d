import { readdirSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path/posix';

/** One import, export-from, dynamic import or worker address of a module. */
export interface Import {
  /** As written. */
  readonly specifier: string;
  /** Path below src without extension, or the specifier itself for a package. */
  readonly target: string;
  readonly isPackage: boolean;
  /** Erased by the compiler. */
  readonly typeOnly: boolean;
}

/** One file below src, comments taken out. */
export interface Module {
  /** Path below src without extension: engine/ops/matmul. */
  readonly name: string;
  readonly code: string;
  readonly imports: readonly Import[];
}

const STRING_OR_COMMENT =
  /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;
const STATIC =
  /(?:^|;|\})[ \t]*(import|export)\s+(type\s+)?((?:[\w*{][^'";]*?)?\sfrom\s*)['"]([^'"]+)['"]/gm;
const SIDE_EFFECT = /^[ \t]*import\s*['"]([^'"]+)['"]/gm;
const DYNAMIC = /(typeof\s+)?\bimport\(\s*['"`]([^'"`]+)['"`]\s*\)(\s*\.\s*[A-Z])?/g;
const ADDRESS = /new URL\(\s*['"]([^'"]+)['"]\s*,\s*import\.meta\.url\s*\)/g;

/** The code without its comments; strings stay as they are. */
export function withoutComments(code: string): string {
  return code.replace(STRING_OR_COMMENT, (found) => (found.startsWith('/') ? ' ' : found));
}

/** Parses one file. @param name path below src, with or without its extension. */
export function parseModule(name: string, source: string): Module {
  const module = name.replace(/\.(ts|tsx|mts)$/, '');
  const code = withoutComments(source);
  const imports: Import[] = [];
  const add = (specifier: string, typeOnly: boolean) =>
    imports.push({ specifier, typeOnly, ...resolve(module, specifier) });
  for (const [, , type, clause = '', specifier = ''] of code.matchAll(STATIC)) {
    add(specifier, type !== undefined || namesOnlyTypes(clause));
  }
  for (const [, specifier = ''] of code.matchAll(SIDE_EFFECT)) add(specifier, false);
  for (const [, query, specifier = '', member] of code.matchAll(DYNAMIC)) {
    add(specifier, query !== undefined || member !== undefined);
  }
  for (const [, specifier = ''] of code.matchAll(ADDRESS)) add(specifier, false);
  return { name: module, code, imports };
}

/** Every TypeScript module below a folder, the kernels' AssemblyScript excepted. */
export function readModules(root: string, folder = ''): Module[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'assembly' ? [] : readModules(root, path);
    if (!/\.tsx?$/.test(path) || path.endsWith('.generated.ts')) return [];
    return [parseModule(path, readFileSync(join(root, path), 'utf8'))];
  });
}

function namesOnlyTypes(clause: string): boolean {
  const braces = /^\{([^}]*)\}/.exec(clause.trim());
  if (!braces) return false;
  const names = (braces[1] ?? '').split(',').map((name) => name.trim());
  return names.every((name) => name === '' || name.startsWith('type '));
}

function resolve(from: string, specifier: string): Pick<Import, 'target' | 'isPackage'> {
  if (!specifier.startsWith('.')) return { target: specifier, isPackage: true };
  const path = join(dirname(from), specifier.replace(/\?.*$/, ''));
  const isCode = ['.ts', '.tsx', '.js'].includes(extname(path));
  return { target: isCode ? path.slice(0, -extname(path).length) : path, isPackage: false };
}

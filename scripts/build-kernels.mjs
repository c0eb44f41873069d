// Compiles the AssemblyScript kernels to src/engine/backends/wasm/kernels.generated.ts: four
// variants as base64, so that worker, page and Node load them without a request. Does nothing when
// neither the sources nor this script changed.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const BACKEND = join(ROOT, 'src/engine/backends/wasm');
const SOURCES = join(BACKEND, 'assembly');
const ENTRY = join(SOURCES, 'index.ts');
const OUTPUT = join(BACKEND, 'kernels.generated.ts');

/** 65,536 pages of 64 KiB: all that 32 bits address. */
const MAXIMUM_PAGES = '65536';
/** 112 warns of v128 between functions, which never leaves the module. */
const OPTIONS = [
  ...['-O3', '--noAssert', '--runtime', 'stub', '--importMemory', '--disableWarning', '112'],
];

/** Sources ask ASC_FEATURE_RELAXED_SIMD for fused multiply-add; it is known while compiling. */
const VARIANTS = [
  { id: 'shared-fma', features: 'simd,threads,bulk-memory,relaxed-simd', shared: true },
  { id: 'shared-plain', features: 'simd,threads,bulk-memory', shared: true },
  { id: 'unshared-fma', features: 'simd,threads,bulk-memory,relaxed-simd', shared: false },
  { id: 'unshared-plain', features: 'simd,threads,bulk-memory', shared: false },
];

/** @param {{ features: string, shared: boolean }} variant */
function optionsOf({ features, shared }) {
  const memory = shared ? ['--sharedMemory', '--maximumMemory', MAXIMUM_PAGES] : [];
  return [...OPTIONS, '--enable', features, ...memory];
}

/** Everything that the output follows from. */
function fingerprint() {
  const hash = createHash('sha256').update(readFileSync(fileURLToPath(import.meta.url)));
  hash.update(readFileSync(join(ROOT, 'node_modules/assemblyscript/package.json')));
  if (!existsSync(SOURCES)) return hash.digest('hex');
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).sort();
  for (const file of files.filter((name) => name.endsWith('.ts'))) {
    hash.update(file).update(readFileSync(join(SOURCES, file)));
  }
  return hash.digest('hex');
}

/** @param {typeof VARIANTS[number]} variant @returns {Promise<Uint8Array>} the module's bytes */
async function compile(variant) {
  const { main } = await import('assemblyscript/asc');
  /** @type {Uint8Array | undefined} */
  let binary;
  const { error, stderr } = await main(
    [relative(ROOT, ENTRY), '--baseDir', ROOT, '--outFile', 'kernels.wasm', ...optionsOf(variant)],
    {
      writeFile(name, contents) {
        if (name === 'kernels.wasm' && typeof contents !== 'string') binary = contents;
      },
    },
  );
  if (error || !binary) {
    console.error(`${stderr.toString()}\nkernels: variant ${variant.id} did not compile`);
    process.exit(1);
  }
  return binary;
}

const hash = fingerprint();
const header = `// Written by scripts/build-kernels.mjs, not by hand. Sources: ${hash}\n`;
if (existsSync(OUTPUT) && readFileSync(OUTPUT, 'utf8').startsWith(header)) process.exit(0);
if (!existsSync(BACKEND)) process.exit(0);

const begin = Date.now();
const entries = [];
for (const variant of VARIANTS) {
  const bytes = existsSync(ENTRY) ? await compile(variant) : new Uint8Array();
  entries.push(`  '${variant.id}': '${Buffer.from(bytes).toString('base64')}',\n`);
  if (existsSync(ENTRY)) console.error(`kernels: ${variant.id}, ${bytes.length} bytes`);
}
const type = VARIANTS.map(({ id }) => `'${id}'`).join(' | ');
writeFileSync(
  OUTPUT,
  `${header}/** Compiled kernels in base64, by kind of memory and of multiply-add. */\n` +
    `export const KERNELS: Readonly<Record<${type}, string>> = {\n${entries.join('')}};\n`,
);
console.error(`kernels: written in ${((Date.now() - begin) / 1000).toFixed(1)} s`);

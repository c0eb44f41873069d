// Bundles the benchmarks for Node (tfjs' gradients are no ES module that Node loads) and runs them.
import { spawnSync } from 'node:child_process';
import { build } from 'vite';

const COMMONJS = [
  "import { createRequire as makeRequire } from 'node:module';",
  'const require = makeRequire(import.meta.url);',
  "const __dirname = new URL('.', import.meta.url).pathname;",
  'const __filename = new URL(import.meta.url).pathname;',
].join('\n');
const OUT = 'node_modules/.cache/bench';
await build({
  configFile: false,
  logLevel: 'error',
  build: {
    ssr: 'tests/bench/run.ts',
    outDir: OUT,
    emptyOutDir: true,
    target: 'node20',
    // The WASM loader of tfjs is written for CommonJS.
    rollupOptions: { output: { banner: COMMONJS } },
  },
  ssr: {
    noExternal: [/@tensorflow/],
    resolve: { mainFields: ['module', 'main'], conditions: ['node'] },
  },
  resolve: { mainFields: ['module', 'main'] },
});
const flags = ['--expose-gc', '--experimental-wasm-relaxed-simd', `${OUT}/run.js`];
const { status } = spawnSync(process.execPath, [...flags, ...process.argv.slice(2)], {
  stdio: 'inherit',
});
process.exit(status ?? 1);

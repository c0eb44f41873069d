// Every test, in order of cost; stops at the first step that fails. Ends with one line of counts.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {string} command
 * @property {'vitest' | 'playwright'} [runner] Who counts its tests; none for a plain check.
 */

/** @type {readonly Step[]} */
const STEPS = [
  { name: 'browser', command: 'node scripts/ensure-chromium.mjs' },
  { name: 'kernels', command: 'node scripts/build-kernels.mjs' },
  { name: 'types', command: 'npx tsc -p .' },
  { name: 'lint', command: 'npx biome ci --colors=off --error-on-warnings --max-diagnostics=30 .' },
  { name: 'unused', command: 'npx knip --no-progress' },
  { name: 'node', command: 'npx vitest run --project node', runner: 'vitest' },
  { name: 'chromium', command: 'npx vitest run --project browser', runner: 'vitest' },
  { name: 'end-to-end', command: 'npx playwright test', runner: 'playwright' },
];

const reports = mkdtempSync(join(tmpdir(), 'graft-test-'));

/** @param {Step} step */
function reportOf(step) {
  return join(reports, `${step.name}.json`);
}

/** Runs a step without standard input. @param {Step} step @returns {boolean} whether it passed */
function run(step) {
  const json = reportOf(step);
  const reporters = ` --reporter=default --reporter=json --outputFile.json=${json}`;
  const command = step.runner === 'vitest' ? step.command + reporters : step.command;
  const env = { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: json, NO_COLOR: '1' };
  Reflect.deleteProperty(env, 'FORCE_COLOR');
  const begin = performance.now();
  console.log(`\n== ${step.name}`);
  const { status } = spawnSync(command, {
    shell: true,
    stdio: ['ignore', 'inherit', 'inherit'],
    env,
  });
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  console.log(`== ${step.name}: ${status === 0 ? 'ok' : 'failed'}, ${seconds} s`);
  return status === 0;
}

/** Tests of a step by its report; a runner that left none has failed. @param {Step} step */
function count(step) {
  if (!step.runner) return { passed: 0, failed: 0 };
  try {
    const found = JSON.parse(readFileSync(reportOf(step), 'utf8'));
    return step.runner === 'vitest'
      ? { passed: found.numPassedTests, failed: found.numFailedTests }
      : { passed: found.stats.expected + found.stats.flaky, failed: found.stats.unexpected };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

let passed = 0;
let failed = 0;
let ok = true;
for (const step of STEPS) {
  ok = run(step);
  const tests = count(step);
  passed += tests.passed;
  failed += tests.failed;
  if (!ok) break;
}
rmSync(reports, { recursive: true, force: true });
// A check without tests of its own, or a runner that broke outside a test, is one failure.
if (!ok && failed === 0) failed = 1;
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

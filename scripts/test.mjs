// Every test, in order of cost; stops at the first step that fails. Ends with one line of counts.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const reports = mkdtempSync(join(tmpdir(), 'graft-test-'));
const report = (name) => join(reports, `${name}.json`);

const STEPS = [
  { name: 'browser', command: 'node scripts/ensure-chromium.mjs' },
  { name: 'kernels', command: 'node scripts/build-kernels.mjs' },
  { name: 'types', command: 'npx tsc -p .' },
  { name: 'lint', command: 'npx biome ci --max-diagnostics=30 .' },
  { name: 'unused', command: 'npx knip --no-progress' },
  { name: 'unit', command: 'npx vitest run --project node', reporter: 'vitest' },
  { name: 'chromium', command: 'npx vitest run --project browser', reporter: 'vitest' },
  { name: 'end to end', command: 'npx playwright test', reporter: 'playwright' },
];

function run(step) {
  const json = report(step.name);
  const reporters = {
    vitest: ` --reporter=default --reporter=json --outputFile.json=${json}`,
    playwright: '',
  };
  const command = step.command + (step.reporter ? reporters[step.reporter] : '');
  const env = { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: json, FORCE_COLOR: '0' };
  const begin = Date.now();
  console.log(`\n== ${step.name}`);
  const { status } = spawnSync(command, {
    shell: true,
    stdio: ['ignore', 'inherit', 'inherit'],
    env,
  });
  console.log(
    `== ${step.name}: ${status === 0 ? 'ok' : 'failed'}, ${((Date.now() - begin) / 1000).toFixed(0)} s`,
  );
  return status === 0;
}

/** Passed and failed tests of a step that has a report. */
function counts(step) {
  if (!step.reporter) return { passed: 0, failed: 0 };
  try {
    const found = JSON.parse(readFileSync(report(step.name), 'utf8'));
    if (step.reporter === 'vitest')
      return { passed: found.numPassedTests, failed: found.numFailedTests };
    return { passed: found.stats.expected + found.stats.flaky, failed: found.stats.unexpected };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

let passed = 0;
let failed = 0;
let ok = true;
for (const step of STEPS) {
  ok = run(step);
  const found = counts(step);
  passed += found.passed;
  failed += found.failed;
  if (!ok) break;
}
rmSync(reports, { recursive: true, force: true });
if (!ok && failed === 0) failed = 1;
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(ok && failed === 0 ? 0 : 1);

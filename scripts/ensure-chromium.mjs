// Makes sure that tests find a browser: looks for one, else installs one, else says how.
import { spawnSync } from 'node:child_process';
import { findChromium } from './find-chromium.mjs';

/** @param {string} command */
function attempt(command) {
  console.log(`> ${command}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { status } = spawnSync(command, {
    shell: true,
    stdio: ['ignore', 'inherit', 'inherit'],
    env,
  });
  if (status !== 0) console.log(`did not work: ${command}`);
}

let found = findChromium();
if (!found && process.platform === 'linux' && process.getuid?.() === 0) {
  attempt('apt-get update && apt-get install -y chromium');
  found = findChromium();
}
if (!found) {
  attempt('npx playwright install chromium');
  found = findChromium();
}
if (!found) {
  console.error(
    'The tests need Chrome or Chromium, and none could be installed.\n' +
      'Debian, Ubuntu:  sudo apt-get install chromium\n' +
      'macOS:           brew install --cask chromium\n' +
      'elsewhere:       install Chrome, then set CHROME_PATH to its executable',
  );
  process.exit(1);
}
console.log(`browser: ${found}`);

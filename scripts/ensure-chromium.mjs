// Makes sure that tests find a browser: looks for one, else installs one, else says how.
import { execSync } from 'node:child_process';
import { findChromium } from './find-chromium.mjs';

function attempt(command) {
  console.log(`> ${command}`);
  try {
    execSync(command, { stdio: 'inherit' });
  } catch {
    console.log(`${command} failed`);
  }
}

let found = findChromium();
if (!found && process.platform === 'linux' && process.getuid?.() === 0) {
  attempt('apt-get update -qq && apt-get install -y -qq chromium');
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

// Photographs every panel, light and dark, wide and narrow, in both languages, into screenshots/.
//   npm run screenshots                    all of them
//   npm run screenshots -- train dark      those whose name contains every word
import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright';
import { build, preview } from 'vite';
import { CHROMIUM_ARGS, findChromium } from './find-chromium.mjs';

const FOLDER = 'screenshots';
const PANELS = ['data', 'model', 'method', 'bake-off', 'train', 'evaluate', 'try', 'export'];
const THEMES = /** @type {const} */ (['light', 'dark']);
const WIDTHS = [1440, 390];
const LOCALES = { en: 'en-US', zh: 'zh-CN' };
const HEIGHT = 900;
/** Taller pages are cut: no panel should be. */
const MOST_HEIGHT = 6000;

/** @typedef {{ theme: 'light' | 'dark', width: number, language: 'en' | 'zh' }} Look */

const words = process.argv.slice(2);
/** @param {string} panel @param {Look} look */
function nameOf(panel, { theme, width, language }) {
  return `${panel}-${theme}-${width}-${language}`;
}

/** What of page, panel or recipe is out of sight, so that the window can be made tall enough for it. */
function hiddenHeight() {
  const overflows = [...document.querySelectorAll('html, .sheet, .recipe')].map(
    (element) => element.scrollHeight - element.clientHeight,
  );
  return Math.max(0, ...overflows);
}

/** @param {import('playwright').Page} page @param {string} url @param {string} panel @param {Look} look */
async function photograph(page, url, panel, look) {
  await page.setViewportSize({ width: look.width, height: HEIGHT });
  await page.goto(`${url}#/${panel}`);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.waitForLoadState('networkidle');
  await page.evaluate(() => document.fonts.ready);
  const height = Math.min(MOST_HEIGHT, HEIGHT + (await page.evaluate(hiddenHeight)));
  await page.setViewportSize({ width: look.width, height });
  const path = `${FOLDER}/${nameOf(panel, look)}.png`;
  await page.screenshot({ path, animations: 'disabled' });
  return path;
}

/** Whether the page wears what the browser asked for. @param {import('playwright').Page} page @param {Look} look */
async function differences(page, { theme, width, language }) {
  const found = await page.evaluate(() => ({
    theme: document.documentElement.getAttribute('data-mantine-color-scheme'),
    language: document.documentElement.lang.slice(0, 2),
    width: document.documentElement.scrollWidth,
  }));
  return [
    found.theme === theme ? '' : `theme is ${found.theme}`,
    found.language === language ? '' : `language is ${found.language}`,
    found.width <= width ? '' : `page is ${found.width} px wide`,
  ].filter(Boolean);
}

/** @type {Look[]} */
const looks = WIDTHS.flatMap((width) =>
  THEMES.flatMap((theme) => [
    { width, theme, language: 'en' },
    { width, theme, language: 'zh' },
  ]),
);
await build({ logLevel: 'warn' });
const server = await preview({ preview: { host: '127.0.0.1', port: 4190 }, logLevel: 'error' });
const url = server.resolvedUrls?.local[0] ?? '';
const executablePath = findChromium();
const browser = await chromium.launch({
  // Letters as wide as on a screen, not rounded to whole pixels.
  args: [...CHROMIUM_ARGS, '--font-render-hinting=none'],
  ...(executablePath ? { executablePath } : {}),
});
mkdirSync(FOLDER, { recursive: true });
let faults = 0;
for (const look of looks) {
  const panels = PANELS.filter((panel) =>
    words.every((word) => nameOf(panel, look).includes(word)),
  );
  if (panels.length === 0) continue;
  const context = await browser.newContext({
    colorScheme: look.theme,
    locale: LOCALES[look.language],
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  for (const panel of panels) {
    const path = await photograph(page, url, panel, look);
    const wrong = await differences(page, look);
    faults += wrong.length;
    console.log([path, ...wrong].join('; '));
  }
  await context.close();
}
await browser.close();
await server.close();
process.exit(faults === 0 ? 0 : 1);

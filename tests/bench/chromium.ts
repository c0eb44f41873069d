import { type Browser, chromium, type Page } from 'playwright';
import { build, type PreviewServer, preview } from 'vite';
import { CHROMIUM_ARGS, findChromium } from '../../scripts/find-chromium.mjs';
import { ISOLATION } from '../../scripts/headers.mjs';
import type { BenchRow } from './measure';

const PAGE_OUT = '../../../node_modules/.cache/bench-page';
const HOST = '127.0.0.1';
/** Steps during which the main thread is watched. */
const WATCHED_STEPS = 20;

/** Measures in a real Chromium: the shared rows in a worker, then the studio as a person opens it. */
export async function chromiumRows(say: (line: string) => void): Promise<BenchRow[]> {
  const executablePath = findChromium();
  const browser = await chromium.launch({
    args: CHROMIUM_ARGS,
    ...(executablePath ? { executablePath } : {}),
  });
  try {
    return [...(await workerRows(browser, say)), ...(await studioRows(browser, say))];
  } finally {
    await browser.close();
  }
}

async function workerRows(browser: Browser, say: (line: string) => void): Promise<BenchRow[]> {
  const settings = {
    configFile: false as const,
    root: 'tests/bench/page',
    publicDir: '../../../public',
    logLevel: 'error' as const,
    worker: { format: 'es' as const },
    build: {
      outDir: PAGE_OUT,
      emptyOutDir: true,
      target: 'es2022',
      assetsInlineLimit: 0,
      minify: false,
    },
  };
  await build(settings);
  const server = await preview({
    ...settings,
    preview: { host: HOST, port: 4191, headers: ISOLATION },
  });
  try {
    const page = await browser.newPage();
    page.on('console', (message) => say(message.text()));
    await page.goto(address(server));
    return await page.evaluate(() => window.rows ?? []);
  } finally {
    await server.close();
  }
}

function address(server: PreviewServer): string {
  return server.resolvedUrls?.local[0] ?? '';
}

async function studioRows(browser: Browser, say: (line: string) => void): Promise<BenchRow[]> {
  await build({ logLevel: 'warn' });
  const server = await preview({ preview: { host: HOST, port: 4192 }, logLevel: 'error' });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const begin = performance.now();
    await page.goto(address(server));
    await page.getByRole('button', { name: 'Start training' }).click();
    await stepShown(page, 1);
    const firstLoss = (performance.now() - begin) / 1000;
    say('Chromium: first loss');
    const longest = await longestTask(page);
    say('Chromium: main thread');
    return [firstLossRow(firstLoss), mainThreadRow(longest)];
  } finally {
    await server.close();
  }
}

/** Waits until the studio has shown the loss of a step. */
async function stepShown(page: Page, step: number): Promise<void> {
  await page.waitForFunction((wanted) => {
    const shown = /at step (\d+)/.exec(document.body.textContent ?? '');
    return shown !== null && Number(shown[1]) >= wanted;
  }, step);
}

/** Milliseconds of the longest task on the page's main thread while the run goes on. */
async function longestTask(page: Page): Promise<number> {
  await page.evaluate(() => {
    const seen: number[] = [];
    Object.assign(window, { longTasks: seen });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) seen.push(duration);
    }).observe({ type: 'longtask' });
  });
  await stepShown(page, 1 + WATCHED_STEPS);
  return page.evaluate(() =>
    Math.max(0, ...(window as unknown as { longTasks: number[] }).longTasks),
  );
}

function firstLossRow(seconds: number): BenchRow {
  return {
    measure:
      'Chromium: page opened → first loss point (bundled model, sample data, production build)',
    figures: {},
    value: seconds,
    unit: 's',
    target: 10,
    better: 'smaller',
    note: 'Start pressed as soon as it can be',
  };
}

function mainThreadRow(ms: number): BenchRow {
  return {
    measure: 'Chromium: longest main-thread task while training',
    figures: {},
    value: ms,
    unit: 'ms',
    target: 50,
    better: 'smaller',
    note: `over ${WATCHED_STEPS} steps; 0: none of 50 ms or more`,
  };
}

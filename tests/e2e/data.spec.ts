import { expect, type Page, test } from '@playwright/test';
import { tinyCsv } from '../support/tinyBert';
import { tinyFolder } from './tiny';
import { accessibilityFaults, watch } from './watch';

const PANELS = ['data', 'model', 'method', 'train', 'evaluate', 'try', 'export'];

async function opened(page: Page): Promise<void> {
  await page.goto('/');
  await expect(page.getByRole('button', { name: 'Start training' })).toBeEnabled({
    timeout: 60_000,
  });
}

async function give(page: Page, name: string, content: string | Uint8Array): Promise<void> {
  await page.getByLabel('Dataset file').setInputFiles({
    name,
    mimeType: 'text/csv',
    buffer: Buffer.from(content),
  });
}

/** A small model instead of the bundled one, so that plans are made at once. */
async function useTiny(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Model' }).click();
  await page.getByLabel('Model folder').setInputFiles(await tinyFolder());
  await expect(page.getByRole('heading', { level: 1 })).toContainText('tiny-bert');
  await page.getByRole('link', { name: 'Data' }).click();
}

/** "短信" and "邮件" in GB18030, which no test runner's runtime can write. */
const GBK = new Map([
  ['短', [0xb6, 0xcc]],
  ['信', [0xd0, 0xc5]],
  ['邮', [0xd3, 0xca]],
  ['件', [0xbc, 0xfe]],
]);

function inGbk(text: string): Uint8Array {
  return Uint8Array.from([...text].flatMap((letter) => GBK.get(letter) ?? letter.charCodeAt(0)));
}

test('a file is read again in the encoding that a person chooses', async ({ page, baseURL }) => {
  const seen = watch(page, new URL(baseURL ?? '').origin);
  await opened(page);
  const rows = Array.from({ length: 12 }, (_, i) => `${i % 2 ? '短信' : '邮件'} ${i},${i % 2}`);
  await give(page, 'zh.csv', inGbk(['text,label', ...rows].join('\n')));
  await expect(page.getByRole('heading', { level: 1 })).toContainText('12 rows in 2 classes');
  await page.getByLabel('Encoding', { exact: true }).selectOption('windows-1252');
  await expect(page.getByRole('cell', { name: 'ÓÊ¼þ 0' })).toBeVisible();
  await page.getByLabel('Encoding', { exact: true }).selectOption('gb18030');
  await expect(page.getByRole('cell', { name: '邮件 0' })).toBeVisible();
  await expect(page.getByText('As you chose.')).toBeVisible();
  await page.getByLabel('Encoding', { exact: true }).selectOption('utf-8');
  await expect(page.getByText(/could not be read as utf-8/)).toBeVisible();
  expect(seen.errors).toEqual([]);
});

test('the truncation line sets how long a text may be, by keys and by dragging', async ({
  page,
}) => {
  await opened(page);
  await give(page, 'animals.csv', tinyCsv());
  await useTiny(page);
  const line = page.getByRole('slider', { name: 'Longest text in tokens' });
  await expect(line).toBeVisible({ timeout: 30_000 });
  await line.focus();
  await page.keyboard.press('Home');
  await expect(line).toHaveAttribute('aria-valuenow', '4');
  await expect(line).toHaveAttribute(
    'aria-valuetext',
    '46 rows are longer than 4 tokens. The end is cut.',
  );
  await page.keyboard.press('PageUp');
  await page.keyboard.press('ArrowLeft');
  await expect(line).toHaveAttribute('aria-valuenow', '19');

  const box = await line.boundingBox();
  if (!box) throw new Error('the line has no place');
  await page.mouse.move(box.x + box.width - 2, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + 40, { steps: 4 });
  await page.mouse.up();
  const cut = Number(await line.getAttribute('aria-valuenow'));
  expect(cut).toBeLessThan(19);
  await page.getByText(/^Cut [1-9]/).click();
  await expect(page.getByRole('img', { name: 'cut' }).first()).toBeVisible();
  await page.getByRole('link', { name: 'Method' }).click();
  await expect(page.getByRole('textbox', { name: 'Longest text' })).toHaveValue(`${cut} tokens`);
});

test('files that cannot be read leave what was loaded, and say where and what to do', async ({
  page,
}) => {
  await opened(page);
  await give(page, 'animals.csv', tinyCsv());
  await expect(page.getByRole('heading', { level: 1 })).toContainText('46 rows');
  const rows = Array.from({ length: 9 }, (_, i) => `a text ${i},${i % 2 ? 'yes' : 'no'}`);
  await give(
    page,
    'broken.csv',
    ['text,label', ...rows, '"never closed,yes', 'more,no'].join('\n'),
  );
  const fault = page.getByRole('alert');
  await expect(fault).toContainText('broken.csv');
  await expect(fault).toContainText('not closed');
  await expect(fault).toContainText('animals.csv is still loaded.');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('46 rows');
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Load 9 rows' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('9 rows in 2 classes');
  await expect(fault).toBeHidden();

  await give(page, 'empty.csv', '');
  await expect(fault).toContainText('empty.csv');
  await page.getByRole('button', { name: '切换到中文' }).click();
  await expect(fault).toContainText('仍在使用');
});

test('a model folder that is broken leaves the model that was chosen', async ({ page }) => {
  await opened(page);
  await page.getByRole('link', { name: 'Model' }).click();
  const folder = page.getByLabel('Model folder');
  await folder.setInputFiles(await tinyFolder());
  await expect(page.getByRole('heading', { level: 1 })).toContainText('tiny-bert');
  const fault = page.getByRole('alert');
  await folder.setInputFiles(
    await tinyFolder((path, bytes) =>
      path === 'model.safetensors' ? bytes.slice(0, bytes.length - 100) : bytes,
    ),
  );
  await expect(fault).toContainText('model.safetensors');
  await expect(fault).toContainText('tiny-bert stays chosen.');
  await folder.setInputFiles(
    await tinyFolder((path, bytes) => (path === 'tokenizer.json' ? null : bytes)),
  );
  await expect(fault).toContainText('tokenizer.json is missing');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('tiny-bert');
  await expect(page.getByRole('button', { name: 'Start training' })).toBeEnabled();
  expect(await accessibilityFaults(page)).toEqual([]);
});

test('a hundred thousand rows scroll without being laid out', async ({ page }) => {
  await opened(page);
  await useTiny(page);
  const rows = Array.from({ length: 100_000 }, (_, i) => `the cat runs ${i},${i % 3}`);
  await give(page, 'long.csv', ['text,label', ...rows].join('\n'));
  await expect(page.getByRole('heading', { level: 1 })).toContainText('100,000 rows', {
    timeout: 60_000,
  });
  const table = page.getByRole('region', { name: 'Rows of long.csv' });
  await table.evaluate((element) => {
    element.scrollTop = element.scrollHeight;
  });
  await expect(page.getByRole('cell', { name: 'the cat runs 99999', exact: true })).toBeVisible();
  expect(await table.getByRole('row').count()).toBeLessThan(200);
  await page.getByRole('textbox', { name: /Search/ }).fill('runs 4321');
  await expect(page.getByText(/of 11$/)).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing in any panel before a run, in ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await opened(page);
    const faults: string[] = [];
    for (const panel of PANELS) {
      await page.goto(`/#/${panel}`);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      faults.push(...(await accessibilityFaults(page)).map((fault) => `${panel}: ${fault}`));
    }
    expect(faults).toEqual([]);
  });
}

test('on a phone the recipe is a sheet that can be raised and lowered', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await opened(page);
  const raise = page.getByRole('button', { name: /MiniLM L6, Full/ });
  await expect(page.getByText('takes', { exact: true })).toBeHidden();
  await raise.click();
  await expect(page.getByText('takes', { exact: true })).toBeVisible();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(page.getByText('takes', { exact: true })).toBeHidden();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
});

test('without isolation the page says that one thread works, and how to host it', async ({
  page,
}) => {
  await page.route(/\/(#.*)?$/, async (route) => {
    const response = await route.fetch();
    const headers = response.headers();
    delete headers['cross-origin-opener-policy'];
    delete headers['cross-origin-embedder-policy'];
    await route.fulfill({ response, headers });
  });
  await opened(page);
  const notice = page.getByRole('status').filter({ hasText: 'One thread' });
  await expect(notice).toContainText('Cross-Origin-Embedder-Policy: require-corp');
  await notice.getByRole('button', { name: 'Dismiss' }).click();
  await expect(notice).toBeHidden();
});

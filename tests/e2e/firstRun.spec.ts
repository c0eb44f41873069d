import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';

const CSV = [
  'sentence,kind',
  ...Array.from({ length: 60 }, (_, i) =>
    i % 2 === 0
      ? `"I love this ${['lamp', 'tent', 'stove'][i % 3]}, number ${i} is great",good`
      : `"This ${['lamp', 'tent', 'stove'][i % 3]} broke, number ${i} is awful",bad`,
  ),
].join('\n');

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
  ).toEqual([]);
}

test('a stranger presses Start on the sample and the bundled model learns', async ({ page }) => {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  await page.goto('/');
  const start = page.getByRole('button', { name: 'Start training' });
  await expect(start).toBeEnabled({ timeout: 60_000 });
  await expectAccessible(page);
  await start.click();
  const progress = page.getByRole('progressbar', { name: 'Training progress' }).first();
  await expect
    .poll(async () => Number(await progress.getAttribute('aria-valuenow')), { timeout: 60_000 })
    .toBeGreaterThan(2);
  await expect(page.getByLabel('Training loss').first()).toHaveText(/\d\.\d+/);
  await expectAccessible(page);
  await page.getByRole('button', { name: /Stop and keep/ }).click();
  await expect(page.getByRole('button', { name: /Start training|Train again/ })).toBeEnabled({
    timeout: 60_000,
  });
  expect(problems).toEqual([]);
});

test('a dropped CSV is trained on, scored, tried and taken away', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('button', { name: 'Start training' })).toBeEnabled({
    timeout: 60_000,
  });
  await page
    .getByLabel('Dataset file')
    .setInputFiles({ name: 'mine.csv', mimeType: 'text/csv', buffer: Buffer.from(CSV) });
  await expect(page.getByRole('heading', { level: 1 })).toContainText('60');
  await page.getByRole('link', { name: 'Method' }).click();
  await page.getByText('Head only', { exact: true }).first().click();
  const start = page.getByRole('button', { name: 'Start training' });
  await expect(start).toBeEnabled({ timeout: 60_000 });
  await start.click();
  await expect(page.getByRole('button', { name: /Train again/ })).toBeEnabled({ timeout: 100_000 });

  await page.getByRole('link', { name: 'Evaluate' }).click();
  await expect(page.getByRole('row', { name: /Accuracy/ })).toBeVisible({ timeout: 60_000 });
  await page.getByRole('link', { name: 'Try' }).click();
  await page.getByRole('textbox').first().fill('I love it, it is great');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText(/\d+(\.\d)?\s%/).first()).toBeVisible({ timeout: 30_000 });

  await page.getByRole('link', { name: 'Export' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download model' }).click();
  const bytes = await readFile(await (await download).path());
  expect(bytes.subarray(0, 2).toString()).toBe('PK');
  expect(bytes.length).toBeGreaterThan(80_000_000);
});

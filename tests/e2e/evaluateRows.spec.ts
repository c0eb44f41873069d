import { expect, type Page, test } from '@playwright/test';
import { openTiny, untilDone } from './tinyModel';
import { accessibilityFaults, watch } from './watch';

test.setTimeout(180_000);

/** Rows of a test file: 60 animals, each with a number, from one of two shops. */
function testCsv(): string {
  const animals = ['cat', 'dog', 'fish'];
  const lines = Array.from({ length: 60 }, (_, i) => {
    const letters = [i % 26, (7 * i) % 26, (11 * i) % 26].map((at) => String.fromCharCode(97 + at));
    return `the very good ${animals[i % 3]} ${letters.join(' ')},${animals[i % 3]},${i % 2 ? 'north' : 'south'},${i}`;
  });
  return ['text,label,shop,weight', ...lines].join('\n');
}

async function openEvaluation(page: Page): Promise<void> {
  await openTiny(page, 2);
  await page.getByRole('button', { name: 'Start training' }).click();
  await untilDone(page);
  await page.getByRole('link', { name: 'Evaluate' }).click();
  await expect(page.getByRole('row', { name: /Accuracy/ })).toBeVisible({ timeout: 60_000 });
  await page.locator('input[type=file]').setInputFiles({
    name: 'test.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(testCsv()),
  });
  await expect(page.getByRole('heading', { level: 1 })).toContainText('60 held-out rows');
}

test('the rows of an evaluation are found by cell, class, words and length', async ({
  page,
  baseURL,
}) => {
  const seen = watch(page, new URL(baseURL ?? '').origin);
  await openEvaluation(page);
  await page.getByText('All 60', { exact: true }).click();
  await expect(page.getByText('Rows 1 to 20 of 60')).toBeVisible();
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(page.getByText('Rows 21 to 40 of 60')).toBeVisible();

  const cell = page.getByRole('button', { name: /^true dog, said \w+: [1-9]/ }).first();
  const count = Number(/(\d+) rows/.exec((await cell.getAttribute('aria-label')) ?? '')?.[1]);
  await cell.click();
  await expect(cell).toHaveAttribute('aria-pressed', 'true');
  const list = page.getByRole('region', { name: /^True dog, said/ });
  await expect(list.getByRole('row')).toHaveCount(1 + Math.min(20, count));

  await page.getByRole('button', { name: 'fish: show its rows' }).click();
  await expect(page.getByRole('heading', { name: '20 of 60 rows, worst first' })).toBeVisible();
  await page.getByLabel('Text in it').fill('FISH C');
  await expect(page.getByRole('heading', { name: /^\d of 60 rows/ })).toBeVisible();
  await expect(
    page.getByRole('cell', { name: 'the very good fish c', exact: false }),
  ).toBeVisible();
  await page.getByLabel('tokens from').fill('30');
  await expect(page.getByText('No row fits')).toBeVisible();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Show all errors' }).click();
  await expect(page.getByLabel('Text in it')).toHaveValue('');
  expect(seen.errors).toEqual([]);
});

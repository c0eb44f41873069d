import { readFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import Papa from 'papaparse';
import { tinyCsv } from '../support/tinyBert';
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

interface TestFile {
  readonly name: string;
  readonly text: string;
}

/** Trains the tiny model and scores it on these files together. */
async function openEvaluation(page: Page, files: readonly TestFile[]): Promise<void> {
  await openTiny(page, 2);
  await page.getByRole('button', { name: 'Start training' }).click();
  await untilDone(page);
  await page.getByRole('link', { name: 'Evaluate' }).click();
  await expect(page.getByRole('row', { name: /Accuracy/ })).toBeVisible({ timeout: 60_000 });
  await page
    .locator('input[type=file]')
    .setInputFiles(
      files.map(({ name, text }) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })),
    );
}

test('the rows of an evaluation are found by cell, class, words and length', async ({
  page,
  baseURL,
}) => {
  const seen = watch(page, new URL(baseURL ?? '').origin);
  await openEvaluation(page, [{ name: 'test.csv', text: testCsv() }]);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('60 held-out rows');
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

test('rows that were trained on are named and left out, slices lead to rows, all rows are a file', async ({
  page,
  baseURL,
}) => {
  const seen = watch(page, new URL(baseURL ?? '').origin);
  const heading = page.getByRole('heading', { level: 1 });
  // The first ten training rows, in capitals.
  const [header = '', ...trained] = tinyCsv(10).toUpperCase().split('\n');
  const again = [header.toLowerCase(), ...trained.map((line) => line.replace(/\w+$/, lower))];
  await openEvaluation(page, [
    { name: 'test.csv', text: testCsv() },
    { name: 'again.csv', text: again.join('\n') },
  ]);
  await expect(heading).toContainText('70 held-out rows');
  await expect(page.getByText(/of these 70 rows were trained on/)).toBeVisible();
  await expect(page.getByText(/\d of again.csv \(training row \d+\)/)).toBeVisible();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Score without them' }).click();
  await expect(page.getByText(/rows were trained on and are left out/)).toBeVisible();
  await expect(heading).not.toContainText('70 held-out rows');

  await page.getByLabel('Parted by').selectOption({ label: 'shop' });
  await page.getByRole('button', { name: 'north: show its rows' }).click();
  await expect(page.getByRole('heading', { name: /^shop north: 30 of \d+ rows/ })).toBeVisible();

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'All predictions' }).click();
  const text = await readFile(await (await download).path(), 'utf8');
  const { data } = Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true });
  const rows = Number(/(\d+) held-out/.exec((await heading.textContent()) ?? '')?.[1]);
  expect(data).toHaveLength(rows);
  expect(data[0]).toMatchObject({ row: '1', file: 'test.csv', true: 'cat' });
  expect(seen.errors).toEqual([]);
});

function lower(word: string): string {
  return word.toLowerCase();
}

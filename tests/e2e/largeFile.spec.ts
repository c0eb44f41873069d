import { writeFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import { watch } from './watch';

/** Writes a CSV of about as many megabytes, whose rows all differ; its path. */
async function largeCsv(megabytes: number): Promise<string> {
  const words = 'a customer writes that the parcel came late, was wet, and that nobody answers ';
  const lines = ['id,text,label'];
  for (let row = 0, size = 0; size < megabytes * 1e6; row++) {
    const line = `${row},"${words.slice(row % 40)}${row}, ${words}",class ${row % 6}`;
    lines.push(line);
    size += line.length + 1;
  }
  const path = test.info().outputPath(`large-${megabytes}.csv`);
  await writeFile(path, lines.join('\n'));
  return path;
}

const heading = (page: Page) => page.getByRole('heading', { level: 1 });
const startButton = (page: Page) => page.getByRole('button', { name: 'Start training' });

test('a large file is cancelled while it is read, and in a run that waits for its tokens', async ({
  page,
  baseURL,
}) => {
  const seen = watch(page, new URL(baseURL ?? '').origin);
  await page.goto('/');
  await expect(startButton(page)).toBeEnabled({ timeout: 60_000 });
  await page.getByRole('link', { name: 'Data' }).click();
  const before = await heading(page).textContent();

  await page.getByLabel('Dataset file').setInputFiles(await largeCsv(30));
  await expect(page.getByRole('progressbar', { name: /^Reading large-30/ })).toBeVisible();
  await page.getByRole('main').getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('progressbar')).toHaveCount(0);
  await expect(heading(page)).toHaveText(before ?? '');
  await expect(startButton(page)).toBeEnabled();

  await page.getByLabel('Dataset file').setInputFiles(await largeCsv(16));
  const recipe = page.locator('.actions');
  await expect(recipe.getByRole('progressbar', { name: /^Counting tokens/ })).toBeVisible({
    timeout: 60_000,
  });
  await expect(heading(page)).toContainText('in 6 classes');
  await startButton(page).click();
  await page.getByRole('button', { name: /^Stop/ }).click();
  const again = page.getByRole('button', { name: 'Count the rows’ tokens again' });
  await expect(again).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect(startButton(page)).toBeDisabled();

  await again.click();
  // What was read stays read: only the tokens are counted again.
  const first = await recipe.getByRole('progressbar').getAttribute('aria-label');
  expect(first).toMatch(/^Counting tokens/);
  await expect(recipe.getByText(/rows\/s/)).toBeVisible();
  await expect(startButton(page)).toBeEnabled({ timeout: 60_000 });
  expect(seen.errors).toEqual([]);
});

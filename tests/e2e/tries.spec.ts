import { readFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import { tinyCsv } from '../support/tinyBert';
import { openTiny, untilDone } from './tinyModel';
import { accessibilityFaults, watch } from './watch';

test.setTimeout(180_000);

/** Animals, and how heavy they are: another task on the same base. */
const WEIGHTS = `text,weight\n${Array.from({ length: 40 }, (_, i) => {
  const animal = ['cat', 'dog', 'fish'][i % 3] as string;
  return `the ${animal} ${'abcdefghij'[i % 10]} ${'klmn'[Math.floor(i / 10)]},${{ cat: 4, dog: 20, fish: 1 }[animal]}.${i}`;
}).join('\n')}\n`;

async function train(page: Page, method?: string): Promise<void> {
  if (method) {
    await page.getByRole('link', { name: 'Method' }).click();
    await page.getByRole('radio', { name: method }).first().click();
  }
  await page.getByRole('button', { name: /^Start training/ }).click();
  await untilDone(page);
}

async function bring(page: Page, name: string, text: string): Promise<void> {
  await page.getByRole('link', { name: 'Data' }).click();
  await page
    .getByLabel('Dataset file')
    .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
}

async function ask(page: Page, text: string): Promise<void> {
  await page.getByLabel('Your text', { exact: true }).fill(text);
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
}

test('runs of one base answer side by side, each with its own head', async ({ page, baseURL }) => {
  const seen = watch(page, new URL(baseURL ?? '').origin);
  await openTiny(page, 2);
  await train(page);
  await train(page, 'Prefix tuning');
  await bring(page, 'weights.csv', WEIGHTS);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('40 rows with a number');
  await train(page, 'LoRA');
  await page.getByRole('link', { name: 'Try' }).click();
  await ask(page, 'the red cat runs');
  const answers = page.getByRole('region', { name: 'Answers' });
  await expect(answers.getByRole('rowheader', { name: 'weight' })).toBeVisible();
  // The value with the training targets behind it.
  await expect(page.getByRole('img', { name: /weight: \d+ training rows/ })).toBeVisible();
  await expect(page.getByText(/of \d+ training rows lie below/)).toBeVisible();
  expect(await accessibilityFaults(page)).toEqual([]);

  await page.getByRole('button', { name: 'Compare with…' }).click();
  const choices = page.getByRole('group', { name: 'Tuned models of the same base' });
  await expect(choices.getByRole('checkbox')).toHaveCount(2);
  await choices.getByRole('checkbox', { name: /^Prefix/ }).check();
  await choices.getByRole('checkbox', { name: /^Full/ }).check();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  // Two that sort into classes stand together, apart from the one that says a number.
  await expect(page.getByText(/tuned for another task/)).toBeVisible({ timeout: 30_000 });
  await expect(answers).toHaveCount(2);
  const classes = answers.nth(1);
  for (const name of ['cat', 'dog', 'fish'])
    await expect(classes.getByRole('rowheader', { name })).toBeVisible();
  await expect(classes.getByRole('row', { name: /cat/ }).getByText('%')).toHaveCount(3);
  await expect(page.getByRole('heading', { name: 'Weights in memory' })).toBeVisible();
  await expect(page.getByText('Lies there once, for all of them.')).toBeVisible();
  expect(await accessibilityFaults(page)).toEqual([]);
  expect(seen.errors).toEqual([]);
  expect(seen.strangers).toEqual([]);
});

test('many lines are answered in a table that can be taken along', async ({ page, baseURL }) => {
  const seen = watch(page, new URL(baseURL ?? '').origin);
  await openTiny(page, 2);
  await train(page);
  await page.getByRole('link', { name: 'Try' }).click();
  await page.getByText('Many lines', { exact: true }).click();
  const lines = Array.from({ length: 300 }, (_, i) => `the ${i % 2 ? 'red cat' : 'blue dog'} ${i}`);
  await page.getByLabel('Lines to ask').fill(['=cat', '', ...lines].join('\n'));
  await page.getByRole('button', { name: 'Ask all lines' }).click();
  await expect(page.getByText('301 of 301 lines answered.')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('1 without a text left out.')).toBeVisible();
  const table = page.getByRole('region', { name: 'Lines and answers' }).getByRole('table');
  await expect(table).toHaveAttribute('aria-rowcount', '301');
  expect(await table.getByRole('row').count()).toBeLessThan(200);
  expect(await accessibilityFaults(page)).toEqual([]);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download CSV' }).click();
  const csv = await readFile(await (await download).path(), 'utf8');
  const rows = csv.split('\r\n');
  expect(rows[0]).toBe(
    'line,text,base,base_sure,tuned,tuned_sure,tuned: cat,tuned: dog,tuned: fish',
  );
  expect(rows).toHaveLength(302);
  // A sheet would compute with it.
  expect(rows[1]).toMatch(/^1,"?'=cat/);
  expect(rows[2]).toMatch(/^3,the blue dog 0,(cat|dog|fish),0\.\d+,/);

  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'A column of a file…' }).click();
  await (await chooser).setFiles({
    name: 'test.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(tinyCsv(20)),
  });
  await expect(page.getByLabel('Column of the texts')).toHaveValue('text');
  await page.getByRole('button', { name: 'Ask this column' }).click();
  await expect(page.getByText('20 of 20 lines answered.')).toBeVisible({ timeout: 30_000 });
  expect(seen.errors).toEqual([]);
});

test('what a run was asked is kept with it and comes back', async ({ page }) => {
  await openTiny(page, 2);
  await train(page);
  await page.getByRole('link', { name: 'Try' }).click();
  const history = page.getByRole('region', { name: 'Asked here' });
  for (const text of ['the red cat runs', 'a blue dog']) {
    await ask(page, text);
    await expect(history.getByRole('button', { name: text })).toBeVisible({ timeout: 30_000 });
  }
  await page.reload();
  await page.getByRole('button', { name: /^Runs/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: /^Full/ }).click();
  await page.getByRole('link', { name: 'Try' }).click();
  await expect(history.getByRole('button')).toHaveText(['a blue dog', 'the red cat runs']);
  await history.getByRole('button', { name: 'the red cat runs' }).click();
  await expect(page.getByLabel('Your text', { exact: true })).toHaveValue('the red cat runs');
  await expect(history.getByRole('button')).toHaveText(['the red cat runs', 'a blue dog'], {
    timeout: 60_000,
  });
  await page.getByRole('button', { name: 'Clear' }).click();
  await expect(history).toHaveCount(0);
});

import { readFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import { tinyCsv } from '../support/tinyBert';
import { openTiny, untilDone } from './tinyModel';
import { accessibilityFaults, watch } from './watch';

test.setTimeout(180_000);

async function train(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Start training/ }).click();
  await untilDone(page);
}

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

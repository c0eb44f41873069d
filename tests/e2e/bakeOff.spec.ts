import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { openTiny } from './tinyModel';
import { accessibilityFaults } from './watch';

test.setTimeout(120_000);

test('methods are tried one after the other, compared, and go on after a reload', async ({
  page,
}) => {
  await openTiny(page, 400);
  await page.getByRole('link', { name: 'Compare several in a bake-off' }).click();
  const panel = page.getByRole('main');
  for (const name of ['Head only', 'BitFit', 'LoRA'])
    await panel.getByRole('checkbox', { name, exact: true }).check();
  expect(await accessibilityFaults(page)).toEqual([]);
  await panel.getByRole('button', { name: 'Start the bake-off of 3' }).click();

  // One is stopped, and what comes next trains; then the page is closed on it.
  await expect(panel.getByRole('progressbar', { name: /^Method 1 of 3/ })).toBeVisible();
  await panel.getByRole('button', { name: 'Stop this method' }).click();
  await expect(panel.getByRole('progressbar', { name: /^Method 2 of 3/ })).toBeVisible();
  await expect
    .poll(async () =>
      Number(
        await panel.getByRole('progressbar', { name: /^Method 2/ }).getAttribute('aria-valuenow'),
      ),
    )
    .toBeGreaterThan(2);
  await page.reload();
  await panel.getByRole('button', { name: 'Go on with 2 more' }).click();
  await expect(panel.getByRole('button', { name: 'Download as CSV' })).toBeVisible({
    timeout: 90_000,
  });

  const table = panel.getByRole('region', { name: 'What each has come to' });
  await expect(table.getByRole('row', { name: /stopped/ })).toHaveCount(1);
  await expect(table.getByRole('row', { name: /done/ })).toHaveCount(2);
  await expect(page.getByRole('heading', { level: 1 })).toContainText(/is best: \d/);
  await expect(panel.getByRole('img', { name: /^Accuracy against parameters/ })).toBeVisible();
  await panel.getByText('time', { exact: true }).last().click();
  await expect(panel.getByRole('img', { name: /^Accuracy against time/ })).toBeVisible();
  expect(await accessibilityFaults(page)).toEqual([]);

  const arriving = page.waitForEvent('download');
  await panel.getByRole('button', { name: 'Download as CSV' }).click();
  const lines = (await readFile((await (await arriving).path()) as string, 'utf8')).split('\r\n');
  expect(lines).toHaveLength(4);
  expect(lines.filter((line) => line.includes(',done,'))).toHaveLength(2);

  await table.getByRole('button', { name: 'Open LoRA' }).click();
  await expect(page.getByRole('link', { name: 'Train', exact: true })).toHaveAttribute(
    'aria-current',
    'page',
  );
});

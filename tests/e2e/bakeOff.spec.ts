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
  await expect(panel.getByRole('progressbar', { name: /^Run 1 of 3/ })).toBeVisible();
  await panel.getByRole('button', { name: 'Stop this run' }).click();
  await expect(panel.getByRole('progressbar', { name: /^Run 2 of 3/ })).toBeVisible();
  await expect
    .poll(async () =>
      Number(
        await panel.getByRole('progressbar', { name: /^Run 2/ }).getAttribute('aria-valuenow'),
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
  await expect(page.getByRole('heading', { level: 1 })).toContainText(/is best: Accuracy \d/);
  await expect(panel.getByRole('img', { name: /^Accuracy against parameters/ })).toBeVisible();
  await panel.getByText('time', { exact: true }).last().click();
  await expect(panel.getByRole('img', { name: /^Accuracy against time/ })).toBeVisible();
  expect(await accessibilityFaults(page)).toEqual([]);

  const arriving = page.waitForEvent('download');
  await panel.getByRole('button', { name: 'Download as CSV' }).click();
  const lines = (await readFile((await (await arriving).path()) as string, 'utf8')).split('\r\n');
  expect(lines).toHaveLength(4);
  expect(lines.filter((line) => line.includes(',done,'))).toHaveLength(2);
  expect(lines.filter((line) => line.includes(',done,yes,'))).toHaveLength(1);

  const column = table.getByRole('columnheader', { name: 'parameters' });
  for (const direction of ['ascending', 'descending', 'ascending']) {
    await column.getByRole('button').click();
    await expect(column).toHaveAttribute('aria-sort', direction);
  }

  await table.getByRole('button', { name: 'Open LoRA' }).click();
  await expect(page.getByRole('link', { name: 'Train', exact: true })).toHaveAttribute(
    'aria-current',
    'page',
  );
});

test('two methods are cross-validated by two seeds, stopped and gone on with, and told as means', async ({
  page,
}) => {
  // Long enough that no run is over between two looks at it.
  await openTiny(page, 200);
  await page.getByRole('link', { name: 'Compare several in a bake-off' }).click();
  const panel = page.getByRole('main');
  for (const name of ['Head only', 'BitFit'])
    await panel.getByRole('checkbox', { name, exact: true }).check();
  const seeds = panel.getByLabel('Seeds');
  await seeds.fill('42, 42');
  await expect(panel.getByText(/^Different whole numbers/)).toBeVisible();
  await expect(panel.getByRole('button', { name: 'Start the bake-off of 0' })).toBeDisabled();
  expect(await accessibilityFaults(page)).toEqual([]);
  await seeds.fill('42, 43');
  await panel.getByLabel('Cross-validation').selectOption({ label: '2 folds' });
  await panel.getByRole('button', { name: 'Start the bake-off of 8' }).click();

  const later = /^Run [2-7] of 8: (Head only|BitFit) · seed 4[23] · fold [12] of 2$/;
  await expect(panel.getByRole('progressbar', { name: later })).toBeVisible();
  await panel.getByRole('button', { name: 'Stop all' }).click();
  await panel.getByRole('button', { name: /^Go on with \d more/ }).click();
  const download = panel.getByRole('button', { name: 'Download as CSV' });
  await expect(download).toBeVisible({ timeout: 90_000 });

  const means = panel.getByRole('region', { name: 'Mean ± deviation' });
  await expect(means.getByRole('row', { name: /4 of 4 \d.*±\s\d/ })).toHaveCount(2);
  await expect(page.getByRole('heading', { level: 1 })).toContainText(
    /is best: Accuracy \d.*±\s\d.* over 4 runs/,
  );
  await expect(
    panel.getByRole('img', { name: /^Accuracy against parameters\. .*±/ }),
  ).toBeVisible();
  expect(await accessibilityFaults(page)).toEqual([]);

  const arriving = page.waitForEvent('download');
  await download.click();
  const lines = (await readFile((await (await arriving).path()) as string, 'utf8')).split('\r\n');
  expect(lines).toHaveLength(1 + 8 + 4);
  expect(
    lines.filter((line) => /^run,bitfit-seed43-fold[12]of2,bitfit,43,[12],2,done,,0/.test(line)),
  ).toHaveLength(2);
  expect(lines.filter((line) => /^mean,,.*,4 of 4 done,yes,/.test(line))).toHaveLength(1);

  // A run's job holds its fold, and the data panel says so.
  const table = panel.getByRole('region', { name: 'What each has come to' });
  await table.getByRole('button', { name: 'Open BitFit · seed 43 · fold 2 of 2' }).click();
  await expect(page.getByRole('link', { name: 'Train', exact: true })).toHaveAttribute(
    'aria-current',
    'page',
  );
});

test('methods that learn numbers are compared by R²', async ({ page }) => {
  await openTiny(page, 10);
  const rows = Array.from({ length: 40 }, (_, i) => {
    const animal = i % 2 ? 'cat' : 'fish';
    return `the ${animal} ${String.fromCharCode(97 + (i % 26))} ${i},${i % 2 ? 4 : 9}.${i}`;
  });
  await page.getByRole('link', { name: 'Data' }).click();
  await page.getByLabel('Dataset file').setInputFiles({
    name: 'weights.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`text,weight\n${rows.join('\n')}\n`),
  });
  await expect(page.getByRole('heading', { level: 1 })).toContainText('with a number each');
  await page.getByRole('link', { name: 'Method' }).click();
  await page.getByRole('link', { name: 'Compare several in a bake-off' }).click();
  const panel = page.getByRole('main');
  for (const name of ['Full', 'BitFit'])
    await panel.getByRole('checkbox', { name, exact: true }).check();
  await expect(panel.getByText(/Each fold keeps the shares/)).toHaveCount(0);
  await panel.getByRole('button', { name: 'Start the bake-off of 2' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(/is best: R² [-−]?\d/, {
    timeout: 60_000,
  });
  const table = panel.getByRole('region', { name: 'What each has come to' });
  const column = table.getByRole('columnheader', { name: 'R²' });
  await column.getByRole('button').click();
  await expect(column).toHaveAttribute('aria-sort', 'descending');
  await expect(table.getByRole('row', { name: /best/ })).toHaveCount(1);
  await expect(panel.getByRole('img', { name: /^R² against parameters/ })).toBeVisible();
});

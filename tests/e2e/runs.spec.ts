import { readFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import { openTiny, reachStep, untilDone } from './tinyModel';
import { accessibilityFaults } from './watch';

const start = (page: Page) => page.getByRole('button', { name: /Start training/ });

async function openRuns(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Runs/ }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
}

/** Chooses a segment by the words that a pointer meets. */
async function choose(page: Page, segment: string): Promise<void> {
  await page.getByText(segment, { exact: true }).click();
  await expect(page.getByRole('radio', { name: segment, exact: true })).toBeChecked();
}

async function act(page: Page, run: string, item: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${run}` }).click();
  await page.getByRole('menuitem', { name: item, exact: true }).click();
}

async function download(page: Page, run: string, item: string): Promise<string> {
  const waiting = page.waitForEvent('download');
  await act(page, run, item);
  return readFile(await (await waiting).path(), 'utf8');
}

test('runs are compared, renamed, opened, downloaded, and deleted after asking', async ({
  page,
}) => {
  await openTiny(page, 4);
  await start(page).click();
  await untilDone(page);
  await page.getByRole('link', { name: 'Method' }).click();
  await page.getByRole('radio', { name: /LoRA/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('LoRA trains');
  await start(page).click();
  await untilDone(page);

  await openRuns(page);
  const table = page.getByRole('region', { name: 'Runs' });
  await expect(table.getByRole('row')).toHaveCount(3);
  await expect(table.getByText('done ·')).toHaveCount(2);
  for (const box of await table.getByRole('checkbox').all()) await box.click();
  await expect(page.getByText('2 ticked')).toBeVisible();
  await expect(page.getByRole('img', { name: 'Losses of the ticked runs' })).toBeVisible();
  await expect(page.getByRole('row', { name: /method\.id lora full/ })).toBeVisible();
  expect(await accessibilityFaults(page)).toEqual([]);

  await act(page, 'LoRA, 5e-3', 'Rename');
  await page.getByLabel('New name').fill('small and quick');
  await page.keyboard.press('Enter');
  await expect(table.getByRole('button', { name: 'small and quick', exact: true })).toBeVisible();

  expect(JSON.parse(await download(page, 'small and quick', 'Download job'))).toMatchObject({
    version: 1,
    method: { id: 'lora' },
  });
  const events = (await download(page, 'small and quick', 'Download events')).trim().split('\n');
  const types = events.map((line) => JSON.parse(line).type);
  expect(types[0]).toBe('started');
  expect(types.filter((type) => type === 'step')).toHaveLength(12);
  expect(types).toContain('finished');
  expect(JSON.parse(await download(page, 'small and quick', 'Download summary'))).toMatchObject({
    status: 'completed',
    steps: 12,
  });

  await act(page, 'small and quick', 'Delete…');
  await page.getByRole('button', { name: 'Keep it' }).click();
  await expect(table.getByRole('row')).toHaveCount(3);
  await act(page, 'small and quick', 'Delete…');
  await page.getByRole('button', { name: 'Delete run' }).click();
  await expect(table.getByRole('row')).toHaveCount(2);

  await table.getByRole('button', { name: /^Full/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Done: validation loss');
  await expect(page.getByText(/Full on tiny-bert/)).toBeVisible();
});

test('a run is read on every axis, and by hand', async ({ page }) => {
  await openTiny(page, 20);
  await start(page).click();
  await untilDone(page);
  const chart = page.getByRole('img', { name: 'Loss by step' });
  await expect(chart).toContainText('step 60');
  await expect(chart).toContainText('guessing among 3 classes');
  await expect(chart).toContainText(/best \d\.\d{3}, step \d+/);
  const axes = { Epoch: 'epoch 20', Time: 'min', Tokens: 'tokens', Step: 'step 60' };
  for (const [axis, end] of Object.entries(axes)) {
    await choose(page, axis);
    await expect(chart).toContainText(end);
  }
  await choose(page, 'Log');
  const box = await chart.boundingBox();
  if (box) await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await expect(chart).toContainText(/smoothed\d\.\d{3}/);
  await expect(chart).toContainText(/validation @ \d+/);
  await page.getByRole('slider', { name: 'Smoothing' }).focus();
  await page.keyboard.press('Home');
  await expect(page.getByRole('slider', { name: 'Smoothing' })).toHaveAttribute(
    'aria-valuenow',
    '0',
  );
  expect(await accessibilityFaults(page)).toEqual([]);
});

test('an engine that ends without a word is noticed, and the run goes on from what is kept', async ({
  page,
}) => {
  await openTiny(page, 400);
  await start(page).click();
  await reachStep(page, 60);
  const engine = page.workers().find((worker) => worker.url().includes('engine.worker'));
  void engine?.evaluate(() => setTimeout(() => self.close())).catch(() => {});
  await expect(page.getByRole('heading', { level: 1 })).toContainText('The engine stopped at step');
  await expect(page.getByRole('alert')).toContainText(/The checkpoint of step \d+ is kept/);
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole('link', { name: 'Data' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('46 rows in 3 classes');
  await page.getByRole('link', { name: 'Train', exact: true }).click();
  await page.getByRole('button', { name: 'Restart and continue' }).click();
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect(page.getByRole('heading', { level: 1 })).not.toContainText('stopped');
  await untilDone(page);
});

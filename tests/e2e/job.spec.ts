import { readFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import { tinyCsv } from '../support/tinyBert';
import { tinyFolder } from './tiny';
import { openTiny, untilDone } from './tinyModel';
import { accessibilityFaults } from './watch';

const recipe = (page: Page) => page.getByRole('complementary', { name: 'Recipe' });

async function menu(page: Page, item: string): Promise<void> {
  await page.getByRole('button', { name: 'Job: show, download, open' }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

async function downloadJob(page: Page): Promise<string> {
  const download = page.waitForEvent('download');
  await menu(page, 'Download job');
  return readFile(await (await download).path(), 'utf8');
}

async function openJob(page: Page, text: string, name = 'job.json'): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await menu(page, 'Open job…');
  const buffer = Buffer.from(text);
  await (await chooser).setFiles({ name, mimeType: 'application/json', buffer });
}

/** Lets go of a file over the page, as from a file manager. */
async function drop(page: Page, name: string, text: string): Promise<void> {
  await page.evaluate(
    ([fileName, content]) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([content ?? ''], fileName ?? ''));
      window.dispatchEvent(new DragEvent('drop', { dataTransfer, cancelable: true }));
    },
    [name, text],
  );
}

test('a job that was downloaded makes the same recipe again', async ({ page }) => {
  await openTiny(page, 7);
  await page.getByRole('radio', { name: /LoRA/ }).click();
  await expect(recipe(page)).toContainText('LoRA');
  await expect(recipe(page)).toContainText('21 steps');
  const job = await downloadJob(page);
  expect(JSON.parse(job)).toMatchObject({ method: { id: 'lora' }, training: { epochs: 7 } });

  await page.getByRole('radio', { name: /Head only/ }).click();
  await page.getByRole('textbox', { name: 'Epochs' }).fill('3');
  await page.getByRole('textbox', { name: 'Epochs' }).blur();
  await expect(recipe(page)).toContainText('9 steps');
  await openJob(page, job);
  await expect(recipe(page)).toContainText('From job.json');
  await expect(recipe(page)).toContainText('21 steps');
  expect(await downloadJob(page)).toBe(job);
  expect(await accessibilityFaults(page)).toEqual([]);

  await menu(page, 'Show job');
  await expect(page.getByRole('dialog')).toContainText('"epochs": 7');
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Start training' }).click();
  await untilDone(page);
});

test('a dropped job says what it lacks, and takes it when it comes', async ({ page }) => {
  await openTiny(page, 5);
  await expect(recipe(page)).toContainText('15 steps');
  const job = await downloadJob(page);
  await page.reload();
  await expect(page.getByRole('button', { name: 'Start training' })).toBeEnabled({
    timeout: 60_000,
  });
  await drop(page, 'experiment.json', job);
  await expect(recipe(page)).toContainText('From experiment.json');
  await expect(recipe(page)).toContainText('It trains on animals.csv, which is not loaded.');
  await expect(recipe(page)).toContainText('It trains tiny-bert, which is not loaded.');
  expect(await accessibilityFaults(page)).toEqual([]);

  await drop(page, 'animals.csv', tinyCsv());
  await expect(recipe(page)).not.toContainText('It trains on animals.csv');
  await page.getByRole('link', { name: 'Drop or choose its folder in Model' }).click();
  await page.getByLabel('Model folder').setInputFiles(await tinyFolder());
  await expect(recipe(page)).not.toContainText('which is not loaded');
  await expect(recipe(page)).toContainText('15 steps');
  expect(await downloadJob(page)).toBe(job);
});

test('a job with faults is refused by the path of each, and the recipe stays', async ({ page }) => {
  await openTiny(page, 5);
  await expect(recipe(page)).toContainText('15 steps');
  const job = await downloadJob(page);
  const { training, ...rest } = JSON.parse(job);
  await drop(page, 'job.json', JSON.stringify({ ...rest, training: { ...training, epoch: 3 } }));
  await expect(page.getByRole('alert')).toContainText('training.epoch');
  await expect(page.getByRole('alert')).toContainText('The recipe stays as it was.');
  expect(await accessibilityFaults(page)).toEqual([]);

  await openJob(page, '{"version": 1,');
  await expect(page.getByRole('alert')).toContainText('job.json is not valid JSON');
  await page.getByRole('button', { name: 'Dismiss' }).last().click();
  await expect(page.getByRole('alert')).toHaveCount(0);
  expect(await downloadJob(page)).toBe(job);
});

test('keys start, pause, go on, open panels and list themselves', async ({ page }) => {
  await openTiny(page, 2000);
  await page.keyboard.press('Escape');
  await page.locator('body').click({ position: { x: 600, y: 5 } });
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByLabel('Training loss')).toHaveText(/\d\.\d{3}/);
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Go on' })).toBeVisible();
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await page.keyboard.press('2');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('tiny-bert');
  await page.keyboard.press('?');
  await expect(page.getByText('pauses training, and goes on')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /Stop and keep/ }).click();
  await untilDone(page);
});

import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { tinyCsv } from '../support/tinyBert';
import { tinyFolder } from './tiny';
import { accessibilityFaults, watch } from './watch';

test('a person brings model and data, trains, scores, tries and takes the weights away', async ({
  page,
  baseURL,
}) => {
  const seen = watch(page, new URL(baseURL ?? '').origin);
  await page.goto('/');
  await expect(page.getByRole('button', { name: 'Start training' })).toBeEnabled({
    timeout: 60_000,
  });
  await page.getByLabel('Dataset file').setInputFiles({
    name: 'animals.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(tinyCsv()),
  });
  await expect(page.getByRole('heading', { level: 1 })).toContainText('46 rows in 3 classes');
  await page.getByRole('link', { name: 'Model' }).click();
  await page.getByLabel('Model folder').setInputFiles(await tinyFolder());
  await expect(page.getByRole('heading', { level: 1 })).toContainText('tiny-bert');

  await page.getByRole('link', { name: 'Method' }).click();
  await page.getByRole('radio', { name: /LoRA/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('LoRA trains');
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Start training' }).click();
  await expect(page.getByRole('button', { name: 'Start training again' })).toBeEnabled({
    timeout: 60_000,
  });
  await expect(page.getByLabel('Training loss')).toHaveText(/\d\.\d{3}/);
  expect(await accessibilityFaults(page)).toEqual([]);

  await page.getByRole('link', { name: 'Evaluate' }).click();
  await expect(page.getByRole('row', { name: /Accuracy/ })).toBeVisible({ timeout: 60_000 });
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.locator('input[type=file]').setInputFiles({
    name: 'test.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(tinyCsv(20)),
  });
  await expect(page.getByRole('heading', { level: 1 })).toContainText('20 held-out rows');
  await page.getByRole('link', { name: 'Try' }).click();
  await page.getByLabel('Your text').fill('the red cat runs');
  await page.getByRole('button', { name: 'Ask' }).click();
  await expect(page.getByText(/\d\s%/).first()).toBeVisible({ timeout: 30_000 });

  await page.getByRole('link', { name: 'Export' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download adapter' }).click();
  const bytes = await readFile(await (await download).path());
  expect(bytes.includes(Buffer.from('adapter_model.safetensors'))).toBe(true);
  expect(bytes.includes(Buffer.from('"peft_type": "LORA"'))).toBe(true);
  expect(seen.errors).toEqual([]);
  expect(seen.strangers).toEqual([]);
});

import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { openTiny, untilDone } from './tinyModel';
import { accessibilityFaults } from './watch';

const heading = (page: Page) => page.getByRole('heading', { level: 1 });
const card = (page: Page) => page.getByRole('region', { name: 'Adapter', exact: true });

/** Trains the tiny model by a method and downloads the adapter's zip, as a person would. */
async function downloadAdapter(page: Page, method: string): Promise<string> {
  await page.getByRole('link', { name: 'Method' }).click();
  await page.getByRole('radio', { name: new RegExp(`^${method}`) }).click();
  await expect(heading(page)).toContainText(`${method} trains`);
  await page.getByRole('button', { name: /Start training/ }).click();
  await untilDone(page);
  await page.getByRole('link', { name: 'Export' }).click();
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download adapter' }).click();
  const path = join(await mkdtemp(join(tmpdir(), 'graft-adapter-')), `${method}.zip`);
  await (await waiting).saveAs(path);
  return path;
}

/** A LoRA folder on disk whose config is what the test makes of it. */
async function loraFolder(config: object, weights: string): Promise<string> {
  const folder = join(await mkdtemp(join(tmpdir(), 'graft-adapter-')), 'broken');
  await mkdir(folder);
  await writeFile(join(folder, 'adapter_config.json'), JSON.stringify(config));
  await writeFile(join(folder, weights), 'not a tensor');
  return folder;
}

test('training goes on from the zip of a prompt-tuned adapter, and anew once it is let go of', async ({
  page,
}) => {
  await openTiny(page, 2);
  const zip = await downloadAdapter(page, 'Prompt tuning');
  await page.getByRole('link', { name: 'Method' }).click();
  await page.getByRole('radio', { name: /^Head only/ }).click();
  await page.getByRole('link', { name: 'Model' }).click();
  await page.getByLabel('Adapter zip').setInputFiles(zip);

  await expect(card(page)).toContainText('PROMPT_TUNING');
  await expect(card(page)).toContainText('Virtual tokens');
  await expect(card(page)).toContainText('cat, dog, fish');
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole('link', { name: 'Method' }).click();
  await expect(heading(page)).toContainText('Prompt tuning trains');
  await expect(page.getByText('How Prompt tuning.zip is set stands in its file')).toBeVisible();
  await page.getByRole('button', { name: /Start training/ }).click();
  await untilDone(page);
  await expect(heading(page)).toContainText('Done: validation loss');

  await page.getByRole('link', { name: 'Model' }).click();
  await page.getByRole('button', { name: 'Let go of the adapter' }).click();
  await expect(card(page)).not.toContainText('PROMPT_TUNING');
  await page.getByRole('link', { name: 'Method' }).click();
  await expect(page.getByLabel('Virtual tokens')).toBeEnabled();
});

test('an adapter that cannot be used is refused with its remedy, and the one at hand stays', async ({
  page,
}) => {
  await openTiny(page, 2);
  const zip = await downloadAdapter(page, 'LoRA');
  await expect(page.getByText(/logits of 7 rows differ by at most \d(\.\d)?e-\d/)).toBeVisible();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole('link', { name: 'Model' }).click();
  await page.getByLabel('Adapter zip').setInputFiles(zip);
  await expect(card(page)).toContainText('LORA');

  const config = { peft_type: 'LORA', task_type: 'SEQ_CLS', r: 2, target_modules: ['query'] };
  const folder = page.getByLabel('Adapter folder');
  await folder.setInputFiles(await loraFolder(config, 'adapter_model.bin'));
  const error = card(page).getByRole('alert');
  await expect(error).toContainText('a pickle, which can run code and is never opened');
  await expect(error).toContainText('weights_only=True');
  await expect(error).toContainText('What was chosen stays.');
  expect(await accessibilityFaults(page)).toEqual([]);
  await folder.setInputFiles(
    await loraFolder({ ...config, peft_type: 'VERA' }, 'adapter_model.safetensors'),
  );
  await expect(error).not.toContainText('pickle');
  await expect(card(page)).toContainText('LoRA.zip');
  await page.getByRole('link', { name: 'Method' }).click();
  await expect(heading(page)).toContainText('LoRA trains');
});

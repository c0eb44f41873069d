import { expect, type Page } from '@playwright/test';
import { tinyCsv } from '../support/tinyBert';
import { tinyFolder } from './tiny';

/** Opens the studio and brings the tiny model and its animals, ready to start. */
export async function openTiny(page: Page, epochs: number, address = '/'): Promise<void> {
  await page.goto(address);
  await expect(page.getByRole('button', { name: 'Start training' })).toBeEnabled({
    timeout: 60_000,
  });
  await page.getByLabel('Dataset file').setInputFiles({
    name: 'animals.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(tinyCsv()),
  });
  const heading = page.getByRole('heading', { level: 1 });
  await expect(heading).toContainText('46 rows in 3 classes');
  await page.getByRole('link', { name: 'Model' }).click();
  await page.getByLabel('Model folder').setInputFiles(await tinyFolder());
  await expect(heading).toContainText('tiny-bert');
  await page.getByRole('link', { name: 'Method' }).click();
  await page.getByLabel('Epochs').fill(String(epochs));
  await page.getByLabel('Epochs').blur();
  await expect(page.getByRole('button', { name: 'Start training' })).toBeEnabled();
}

/** Waits until the run at hand has done this many steps. */
export async function reachStep(page: Page, step: number): Promise<void> {
  const bar = page.getByRole('progressbar', { name: 'Training progress' });
  await expect
    .poll(async () => Number(await bar.getAttribute('aria-valuenow')), { timeout: 60_000 })
    .toBeGreaterThanOrEqual(step);
}

/** Waits for the end of the run at hand. */
export async function untilDone(page: Page): Promise<void> {
  await expect(page.getByRole('button', { name: 'Start training again' })).toBeEnabled({
    timeout: 90_000,
  });
}

/** Losses of the newest run, to the last bit, as the browser remembers them. */
export function rememberedLosses(page: Page): Promise<unknown> {
  return page.evaluate(async () => {
    type Run = { createdAt: number; summary: { loss: number; validationLoss: number } };
    const asked = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await asked(indexedDB.open('graft-studio'));
    const runs: Run[] = await asked(database.transaction('runs').objectStore('runs').getAll());
    database.close();
    const { loss, validationLoss } =
      runs.sort((a, b) => b.createdAt - a.createdAt)[0]?.summary ?? {};
    return { loss, validationLoss };
  });
}

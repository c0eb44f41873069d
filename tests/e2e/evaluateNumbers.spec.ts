import { expect, type Page, test } from '@playwright/test';
import { openTiny, untilDone } from './tinyModel';
import { accessibilityFaults, watch } from './watch';

test.setTimeout(120_000);

/** Sentences of the tiny vocabulary that hold a colour, an animal, both or neither. */
const ROWS = Array.from({ length: 64 }, (_, i) => {
  const letter = String.fromCharCode(97 + (i % 26));
  const labels = [...(i % 2 ? ['red'] : []), ...(i % 3 === 0 ? ['cat'] : [])];
  const text = `the ${labels.join(' ') || 'dog'} runs ${letter} ${String.fromCharCode(97 + Math.floor(i / 26))}`;
  return { text, labels, verdict: i % 2 ? 'yes' : 'no' };
});

async function train(page: Page, name: string, text: string): Promise<void> {
  await openTiny(page, 8);
  await page.getByRole('link', { name: 'Data' }).click();
  await page
    .getByLabel('Dataset file')
    .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
  await expect(page.getByRole('heading', { level: 1 })).toContainText('64 rows');
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Start training' }).click();
  await untilDone(page);
  await page.getByRole('link', { name: 'Evaluate' }).click();
  await expect(page.getByRole('img', { name: /How far to trust/ })).toBeVisible({
    timeout: 60_000,
  });
}

const TWO_CLASSES = `text,verdict\n${ROWS.map(({ text, verdict }) => `${text},${verdict}`).join('\n')}\n`;
const SEVERAL = `text,labels\n${ROWS.map(({ text, labels }) => `${text},${labels.join('|')}`).join('\n')}\n`;

test('two classes: finer scores fold, probabilities are judged, a threshold is tried', async ({
  page,
  baseURL,
}) => {
  const seen = watch(page, new URL(baseURL ?? '').origin);
  await train(page, 'verdicts.csv', TWO_CLASSES);
  await expect(page.getByRole('row', { name: /^Brier/ })).toHaveCount(0);
  await page.getByRole('button', { name: 'more scores' }).click();
  await expect(page.getByRole('row', { name: /^ROC-AUC/ })).toContainText(/\d\s%/);
  await expect(page.getByRole('row', { name: /^Brier/ })).toBeVisible();
  await expect(page.getByText(/off by [\d.]+ points/)).toBeVisible();

  const slider = page.getByRole('slider', { name: 'Threshold' });
  await expect(slider).toHaveAttribute('aria-valuenow', '0.5');
  await slider.press('Home');
  await expect(
    page.getByText(/said of 10 rows, 5 of them rightly; 0 would be missed/),
  ).toBeVisible();
  await slider.press('End');
  await page.getByRole('button', { name: 'Back to it' }).click();
  await expect(slider).toHaveAttribute('aria-valuenow', '0.5');
  expect(await accessibilityFaults(page)).toEqual([]);

  const onlyYes = ROWS.filter(({ verdict }) => verdict === 'yes').slice(0, 9);
  await page
    .getByLabel('Test file', { exact: true })
    .last()
    .setInputFiles({
      name: 'one.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(`text,verdict\n${onlyYes.map(({ text }) => `${text},yes`).join('\n')}\n`),
    });
  await expect(page.getByText('Rows of the test file')).toBeVisible({ timeout: 60_000 });
  const more = page.getByRole('button', { name: 'more scores' });
  if (await more.isVisible()) await more.click();
  await expect(page.getByRole('row', { name: /^ROC-AUC/ })).toContainText(
    'undefined: every row is of the class',
  );
  expect(await accessibilityFaults(page)).toEqual([]);
  expect(seen.errors).toEqual([]);
});

test('several labels: each has its threshold, tuned on validation rows and kept in the job', async ({
  page,
  baseURL,
}) => {
  const seen = watch(page, new URL(baseURL ?? '').origin);
  await train(page, 'several.csv', SEVERAL);
  await expect(page.getByText(/the best F1 on the validation rows/)).toBeVisible();
  await page.getByLabel('Label of the curve').selectOption('red');
  await page.getByRole('slider', { name: 'Threshold' }).press('Home');
  await expect(
    page.getByText(/given to 10 rows, 5 of them rightly; 0 would be missed/),
  ).toBeVisible();
  expect(await accessibilityFaults(page)).toEqual([]);
  const thresholds = await page.evaluate(async () => {
    const asked = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await asked(indexedDB.open('graft-studio'));
    const runs = await asked(database.transaction('runs').objectStore('runs').getAll());
    database.close();
    return runs[0]?.job.task.thresholds as readonly number[];
  });
  expect(thresholds).toHaveLength(2);
  expect(thresholds.every((one) => one > 0 && one < 1)).toBe(true);
  expect(seen.errors).toEqual([]);
});

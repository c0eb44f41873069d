import { expect, type Page, test } from '@playwright/test';
import { openTiny, untilDone } from './tinyModel';
import { accessibilityFaults } from './watch';

const weights = (page: Page) => page.getByLabel('Own weights');
const fault = (page: Page) => page.getByRole('alert').filter({ hasText: 'task.weights' });

/** Rows of the tiny vocabulary with any of three labels. */
const LABELS = `text,labels\n${Array.from({ length: 24 }, (_, i) => {
  const animal = ['cat', 'dog', 'fish'][i % 3];
  return `the ${animal} runs ${String.fromCharCode(97 + i)},${animal}${i % 2 ? '|odd' : ''}`;
}).join('\n')}\n`;

test('classes are weighed: what does not fit is said with its remedy, what fits trains', async ({
  page,
}) => {
  await openTiny(page, 2);
  await page.getByLabel('Class weights').selectOption('own');
  await expect(fault(page)).toContainText('task.weights has 0 numbers for 3 classes');
  await weights(page).fill('1, two');
  await expect(weights(page)).toHaveAttribute('aria-invalid', 'true');
  await weights(page).fill('1, 0, 2');
  await weights(page).blur();
  await expect(fault(page)).toContainText('gives dog the weight 0');
  await expect(fault(page)).toContainText('a number above 0 for each of cat, dog, fish');
  expect(await accessibilityFaults(page)).toEqual([]);
  await weights(page).fill('1, 4, 2');
  await weights(page).blur();
  await expect(fault(page)).toBeHidden();
  await page.getByRole('button', { name: 'Start training' }).click();
  await untilDone(page);
});

test('rows are taken again where they have classes, and only there', async ({ page }) => {
  await openTiny(page, 2);
  await page.getByRole('button', { name: /Show all/ }).click();
  const again = page.getByLabel('As many rows of each class');
  await again.check();
  await expect(page.getByLabel('Label smoothing')).toBeVisible();
  await page.getByRole('link', { name: 'Data' }).click();
  await page
    .getByLabel('Dataset file')
    .setInputFiles({ name: 'labels.csv', mimeType: 'text/csv', buffer: Buffer.from(LABELS) });
  await expect(page.getByRole('heading', { level: 1 })).toContainText('any of 4 labels');
  await page.getByRole('link', { name: 'Method' }).click();
  await page.getByLabel('Weight of given labels').selectOption('balanced');
  await expect(again).toHaveCount(0);
  await page.getByRole('button', { name: 'Start training' }).click();
  await untilDone(page);
});

import { expect, test } from '@playwright/test';
import { openTiny, untilDone } from './tinyModel';
import { accessibilityFaults } from './watch';

test.setTimeout(120_000);

const ANIMALS = [
  { name: 'cat', weight: 4, age: 15 },
  { name: 'dog', weight: 20, age: 12 },
  { name: 'fish', weight: 1, age: 3 },
];
const LINES = Array.from({ length: 60 }, (_, i) => {
  const { name, weight, age } = ANIMALS[i % 3] as (typeof ANIMALS)[number];
  const letters = [i % 26, (7 * i) % 26].map((at) => String.fromCharCode(97 + at)).join(' ');
  return `the ${name} runs ${letters},${weight}.${i},${age}.${i}`;
});

test('two columns of numbers are chosen, learned together and shown apart', async ({ page }) => {
  await openTiny(page, 12);
  await page.getByRole('link', { name: 'Data' }).click();
  await page.getByLabel('Dataset file').setInputFiles({
    name: 'animals.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`text,weight,age\n${LINES.join('\n')}\n`),
  });
  await expect(page.getByRole('heading', { level: 1 })).toContainText('60 rows with a number each');
  await page.getByLabel('Role of age').selectOption('Number 2');
  await expect(page.getByLabel('Role of weight')).toHaveValue('target');
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Start training' }).click();
  await untilDone(page);

  await page.getByRole('link', { name: 'Evaluate' }).click();
  for (const name of ['weight', 'age'])
    await expect(page.getByRole('img', { name: new RegExp(`\\b${name}\\b`) })).toBeVisible({
      timeout: 60_000,
    });
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole('link', { name: 'Try' }).click();
  await page.getByLabel('Your text').fill('the dog runs');
  await page.getByRole('button', { name: 'Ask' }).click();
  for (const name of ['weight', 'age'])
    await expect(
      page.getByRole('row', { name: new RegExp(`^${name} \\S*\\d \\S*\\d`) }),
    ).toBeVisible();
});

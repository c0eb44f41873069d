import { expect, type Page, test } from '@playwright/test';
import { openTiny, untilDone } from './tinyModel';
import { accessibilityFaults } from './watch';

const recipe = (page: Page) => page.getByRole('complementary', { name: 'Recipe' });
const precision = (page: Page) =>
  page.getByRole('combobox', { name: 'Precision of what stays frozen' });

test('a base frozen in 8 bits is chosen by its bytes, said in the recipe, and trains', async ({
  page,
}) => {
  await openTiny(page, 3);
  await page.getByRole('radio', { name: /Full/ }).click();
  await page.getByRole('link', { name: /Model/ }).first().click();
  await expect(page.getByText(/Full trains every weight/)).toBeVisible();

  await page
    .getByRole('link', { name: /Method/ })
    .first()
    .click();
  await page.getByRole('radio', { name: /LoRA/ }).click();
  await page.getByRole('link', { name: /Model/ }).first().click();
  await expect(page.getByText(/8 bits would save .+, 4 bits /)).toBeVisible();
  await expect(precision(page)).toContainText(/8 bits · \d+\skB/);
  await precision(page).selectOption('q8');
  await expect(page.getByText(/^Saves .+ of .+/)).toBeVisible();
  // The tiny model's rows are no whole blocks of 32.
  await expect(page.getByText(/parameters stay in 16 bits/)).toBeVisible();
  await expect(recipe(page)).toContainText('frozen in 8 bits');
  expect(await accessibilityFaults(page)).toEqual([]);

  await page.getByRole('button', { name: 'Start training' }).click();
  await untilDone(page);
});

test('layers are computed twice where the settings say so, in less memory', async ({ page }) => {
  await openTiny(page, 3);
  await page
    .getByRole('link', { name: /Method/ })
    .first()
    .click();
  await page.getByRole('button', { name: /Show all/ }).click();
  const choice = page.getByRole('combobox', { name: 'Gradient checkpointing' });
  await expect(choice).toHaveValue('null');
  await choice.selectOption('true');
  await expect(recipe(page)).toContainText('layers computed twice');
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Start training' }).click();
  await untilDone(page);
});

test('a run that is too large says so, and each change that helps is one click', async ({
  page,
}) => {
  await page.route(/assets\/engine\.worker-[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    const small = `Object.defineProperty(navigator, 'deviceMemory', { value: 0.0003 });`;
    await route.fulfill({ response, body: `${small}\n${await response.text()}` });
  });
  await openTiny(page, 3);
  const warning = recipe(page).getByText(/More than the \d+\skB that a run may hold/);
  await expect(warning).toBeVisible();
  expect(await accessibilityFaults(page)).toEqual([]);
  await recipe(page)
    .getByRole('button', { name: /Batch 8, twice as many saves .* fits/ })
    .click();
  await expect(warning).toHaveCount(0);
  await expect(recipe(page).getByText(/batch 8/)).toBeVisible();
});

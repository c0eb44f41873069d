import { expect, test } from '@playwright/test';
import { watch } from './watch';

test('a person who only presses Start sees the bundled model learn the sample', async ({
  page,
  baseURL,
}) => {
  const seen = watch(page, new URL(baseURL ?? '').origin);
  await page.goto('/');
  await page.getByRole('button', { name: 'Start training' }).click({ timeout: 60_000 });
  const heading = page.getByRole('heading', { level: 1 });
  const lossAt = async (step: RegExp): Promise<number> => {
    await expect(heading).toHaveText(step, { timeout: 90_000 });
    return Number(/[\d.]+/.exec((await heading.textContent()) ?? '')?.[0]);
  };
  const first = await lossAt(/Loss [\d.]+ at step [1-4]$/);
  // Six classes: a model that knows nothing stands at ln 6.
  expect(Math.abs(first - Math.log(6))).toBeLessThan(0.3);
  expect(await lossAt(/Loss [\d.]+ at step 3\d$/)).toBeLessThan(first - 0.2);

  await page.getByRole('button', { name: 'Stop and keep' }).click();
  await expect(page.getByRole('button', { name: 'Start training again' })).toBeEnabled({
    timeout: 60_000,
  });
  await page.getByRole('link', { name: 'Evaluate' }).click();
  await expect(page.getByRole('row', { name: /Accuracy/ })).toBeVisible({ timeout: 60_000 });
  expect(seen.errors).toEqual([]);
  expect(seen.strangers).toEqual([]);
});

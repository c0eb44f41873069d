import { expect, test } from '@playwright/test';
import { accessibilityFaults } from './watch';

test('anyone can test the machine: every check agrees, and the table is there to copy', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('/');
  await expect(page.getByRole('button', { name: 'Start training' })).toBeEnabled({
    timeout: 60_000,
  });
  await page.getByRole('button', { name: /^CPU/ }).click();
  await page.getByRole('button', { name: 'Self-test' }).click();
  const drawer = page.getByRole('dialog', { name: 'Test this machine' });
  await drawer.getByRole('button', { name: 'Start the test' }).click();
  await expect(page.getByRole('progressbar', { name: /Testing/ })).toBeVisible();
  const found = page.getByRole('dialog', { name: /^All \d+ checks agree with their truth/ });
  await expect(found).toBeVisible({ timeout: 120_000 });
  await expect(found.getByRole('row', { name: /operation matmul/ })).toContainText('agrees');
  await expect(found.getByRole('row', { name: /those of PyTorch/ })).toContainText('agrees');
  await expect(found.getByRole('row', { name: /times faster/ })).toContainText('×');
  expect(await accessibilityFaults(page)).toEqual([]);
  await found.getByRole('button', { name: 'Copy table' }).click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain('ops\tmatmul\t');
  expect(copied).toContain('trajectory\ttrajectory\t');
});

import { expect, test } from '@playwright/test';
import { accessibilityFaults, watch } from './watch';

test('the studio opens from its own origin alone, without an error', async ({ page, baseURL }) => {
  const seen = watch(page, new URL(baseURL ?? '').origin);
  await page.goto('/');
  await expect(page).toHaveTitle(/Graft Studio/);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.waitForLoadState('networkidle');
  expect(seen.errors).toEqual([]);
  expect(seen.strangers).toEqual([]);
});

test('the page is isolated and guarded by its policy', async ({ page }) => {
  const response = await page.goto('/');
  expect(response?.headers()['content-security-policy']).toContain("frame-ancestors 'none'");
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  const refused = await page.evaluate(async () => {
    const violation = new Promise<string>((resolve) => {
      document.addEventListener('securitypolicyviolation', (event) =>
        resolve(event.effectiveDirective),
      );
    });
    await fetch('https://example.com/').catch(() => {});
    return violation;
  });
  expect(refused).toBe('connect-src');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing serious on the first page in ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.goto('/');
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    expect(await accessibilityFaults(page)).toEqual([]);
  });
}

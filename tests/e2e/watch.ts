import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** What a page did that no page of the studio may do. */
export interface Watch {
  /** Errors on the console, uncaught exceptions, violations of the content security policy. */
  readonly errors: readonly string[];
  /** Addresses asked for outside the studio's own origin. */
  readonly strangers: readonly string[];
}

/** Watches a page from before its first request on. */
export function watch(page: Page, origin: string): Watch {
  const errors: string[] = [];
  const strangers: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('request', (request) => {
    const url = new URL(request.url());
    const isLocal = url.protocol === 'data:' || url.protocol === 'blob:';
    if (!isLocal && url.origin !== origin) strangers.push(url.href);
  });
  return { errors, strangers };
}

/** Serious and critical faults that axe finds against WCAG 2.2 AA, each with the place it names. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

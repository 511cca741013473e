/**
 * The residents' app as stories open it: on a phone, as 王秀英; and every page of it.
 * https://playwright.dev/docs/emulation
 */
import type { BrowserContextOptions, Page } from 'playwright-core';
import type { Stage } from './stage.ts';

export const phone = { viewport: { width: 390, height: 844 } };

/** Opens it at a fragment, and waits until a page of it stands there. */
export async function openApp(
  stage: Stage,
  fragment = '',
  options: BrowserContextOptions = phone,
): Promise<Page> {
  const page = await stage.newPageOf('wang', options);
  await page.goto(`${stage.url}/record${fragment}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}

/** Every page that is there by its address alone, in the world of clinics/county.ts. */
export const appPages = [
  '#/',
  '#/book',
  '#/department/eyes',
  '#/department/skin',
  '#/visits',
  '#/pay',
  '#/guide',
  '#/notices',
  '#/results',
  '#/result/http%3A%2F%2Floinc.org%7C1558-6',
  '#/report/chest',
  '#/archive',
  '#/medicines',
  '#/me',
  '#/looks',
  '#/permissions',
  '#/settings',
  '#/call',
] as const;

/** Waits until all of a page is there. */
export async function settled(page: Page): Promise<void> {
  await page.waitForTimeout(100);
  await page.locator('.loading-shape').waitFor({ state: 'detached' });
  await page.waitForLoadState('networkidle');
}

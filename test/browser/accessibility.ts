/**
 * What a person who cannot see, or whose finger is large, meets on a page.
 * https://github.com/dequelabs/axe-core
 */
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

interface Violation {
  id: string;
  impact: string;
  nodes: { target: string[]; failureSummary?: string }[];
}

/** What axe finds that is serious or critical. */
export async function violations(page: Page): Promise<string[]> {
  const axe = await readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
  await page.evaluate(axe);
  // Motion would be judged halfway through.
  await page.waitForTimeout(400);
  const found = await page.evaluate(async () => {
    const { axe: checker } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: Violation[] }> };
    };
    return (await checker.run()).violations;
  });
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`);
}

/** Buttons, links and fields smaller than 44 pixels; a box in a label is as large as the label. */
export async function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const all = document.querySelectorAll('button, a[href], input, select, textarea');
    return [...all].flatMap((element) => {
      const target = element.closest('label') ?? element;
      const { width, height } = target.getBoundingClientRect();
      const hidden = width <= 1 || !element.checkVisibility() || element.matches('.skip');
      // Where a line of text is the target its height is that of the text: WCAG 2.2, 2.5.8.
      const inSentence = element.matches('p a, .ant-input-affix-wrapper input');
      if (hidden || inSentence || (width >= 44 && height >= 44)) return [];
      const name = element.textContent === '' ? element.className : element.textContent;
      return [`${name}: ${Math.round(width)}×${Math.round(height)}`];
    });
  });
}

/** By how many pixels the page is wider than the screen. */
export async function overflow(page: Page): Promise<number> {
  return page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth));
}

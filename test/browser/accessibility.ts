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

/** Buttons, links and fields below so many pixels; a box in a label is as large as the label. */
export async function smallTargets(page: Page, least = 44): Promise<string[]> {
  return page.evaluate((size) => {
    const all = document.querySelectorAll('button, a[href], input, select, textarea');
    return [...all].flatMap((element) => {
      const target = element.closest('label') ?? element;
      const { width, height } = target.getBoundingClientRect();
      const hidden = width <= 1 || !element.checkVisibility() || element.matches('.skip');
      // Where a line of text is the target its height is that of the text: WCAG 2.2, 2.5.8.
      const inSentence = element.matches('p a, .ant-input-affix-wrapper input');
      if (hidden || inSentence || (width >= size && height >= size)) return [];
      const name = element.textContent === '' ? element.className : element.textContent;
      return [`${name}: ${Math.round(width)}×${Math.round(height)}`];
    });
  }, least);
}

/**
 * Texts that are smaller than they may be, or whose lines stand too close, as the browser computed
 * them. What only a screen reader reads has no size.
 */
export async function smallTexts(page: Page, least: { size: number; line: number }) {
  return page.evaluate(({ size, line }) => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = new Set<string>();
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const parent = node.parentElement;
      const text = (node.textContent ?? '').trim();
      if (text === '' || parent === null || !parent.checkVisibility()) continue;
      if (parent.closest('.unseen, .skip, script, style') !== null) continue;
      const style = getComputedStyle(parent);
      const fontSize = Number.parseFloat(style.fontSize);
      const lineHeight = Number.parseFloat(style.lineHeight) / fontSize;
      if (fontSize < size || !(lineHeight >= line - 0.01)) {
        found.add(`${text.slice(0, 20)}: ${fontSize} px, lines ${lineHeight.toFixed(2)}`);
      }
    }
    return [...found];
  }, least);
}

/** Texts whose contrast is below 4.5, large ones too. */
export async function lowContrast(page: Page): Promise<string[]> {
  const axe = await readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
  await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    const { axe: checker } = globalThis as unknown as {
      axe: {
        configure(given: object): void;
        run(given: object): Promise<{ violations: Violation[] }>;
      };
    };
    const contrastRatio = { normal: { expected: 4.5 }, large: { expected: 4.5 } };
    checker.configure({ checks: [{ id: 'color-contrast', options: { contrastRatio } }] });
    return (await checker.run({ runOnly: ['color-contrast'] })).violations;
  });
  return found.flatMap(({ nodes }) => nodes.map(({ target }) => target.join(' ')));
}

/** By how many pixels the page is wider than the screen. */
export async function overflow(page: Page): Promise<number> {
  return page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth));
}

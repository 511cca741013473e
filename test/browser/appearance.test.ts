/**
 * How the pages look: languages, themes, widths, glyphs, and what a screen reader and a printer
 * get.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { violations } from './accessibility.ts';
import type { Stage } from './stage.ts';
import { startStage } from './stage.ts';

const wang = '#/patient/wang-xiuying';

let stage: Stage;
before(async () => {
  stage = await startStage();
});
after(async () => {
  await stage[Symbol.asyncDispose]();
});

async function openChart(options: Parameters<Stage['open']>[1] = {}): Promise<Page> {
  const page = await stage.open(wang, options);
  await page.locator('.row').first().waitFor();
  return page;
}

test('different Chinese characters are drawn differently, so none is an empty box', async () => {
  const page = await stage.open();
  const characters = Array.from('医枢过敏糖尿病青霉素王秀英');
  const drawings = await page.evaluate((all) => {
    return all.map((character) => {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [48, 48];
      const pen = canvas.getContext('2d');
      if (pen === null) return '';
      pen.font = `40px ${getComputedStyle(document.body).fontFamily}`;
      pen.fillText(character, 4, 40);
      const ink = pen.getImageData(0, 0, 48, 48).data.filter((_, index) => index % 4 === 3);
      return ink.some((alpha) => alpha > 0) ? ink.join() : '';
    });
  }, characters);
  assert.ok(
    drawings.every((drawing) => drawing !== ''),
    'a character is blank',
  );
  assert.equal(new Set(drawings).size, characters.length);
});

test('English is complete, and stays chosen', async () => {
  const page = await openChart();
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('heading', { name: 'Problems' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Problems' }).waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  await page.getByText('Yunhe First Hospital').first().waitFor();
  const own = await page.evaluate(() => {
    const labels = document.querySelectorAll(
      'h2, h3, [role=tab], .kind-chip, dt, .ant-btn:not([lang])',
    );
    return [...labels]
      .map((label) => label.textContent)
      .filter((text) => /\p{Script=Han}/u.test(text));
  });
  assert.deepEqual(
    own.filter((text) => text !== '中文'),
    [],
  );
});

test('the dark theme is chosen by a button, stays chosen, and is dark', async () => {
  const page = await openChart({ colorScheme: 'light' });
  await page.getByRole('button', { name: '换成深色' }).click();
  await page.reload();
  await page.locator('.row').first().waitFor();
  const background = await page.evaluate(
    () => getComputedStyle(document.documentElement).backgroundColor,
  );
  const [red = 255] = /\d+/.exec(background) ?? [];
  assert.ok(Number(red) < 40, background);
});

test('a browser that prefers dark gets dark', async () => {
  const page = await openChart({ colorScheme: 'dark' });
  assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
});

for (const width of [390, 768, 1280, 1920]) {
  test(`nothing is wider than the screen at ${width} pixels`, async () => {
    const page = await openChart({ viewport: { width, height: 844 } });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(overflow <= 0, `${overflow} px too wide`);
  });
}

test('on a phone the parts are tabs, and a fact opens over them', async () => {
  const page = await openChart({ viewport: { width: 390, height: 844 } });
  await page.getByRole('tab', { name: '检验检查' }).click();
  await page.locator('.measurement-open', { hasText: '空腹血糖' }).click();
  const drawer = page.getByRole('dialog');
  await drawer.getByRole('img', { name: /空腹血糖 的趋势/ }).waitFor();
  const overflow = await drawer.evaluate((element) => element.scrollWidth - element.clientWidth);
  assert.ok(overflow <= 0, `${overflow} px too wide`);
});

test('while a chart is on its way its shape is shown, and it says that it loads', async () => {
  const page = await stage.open();
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/fhir/R4', async (route) => {
    await held;
    await route.continue();
  });
  await page.evaluate((hash) => (location.hash = hash), wang);
  await page.getByRole('status', { name: '正在载入' }).first().waitFor();
  release();
  await page.getByRole('heading', { name: '王秀英' }).waitFor();
});

test('a chart printed on A4 has the banner and the summary, no bar and no buttons', async () => {
  const page = await openChart({ viewport: { width: 794, height: 1123 } });
  await page.emulateMedia({ media: 'print' });
  await page.getByRole('heading', { name: '正在用药' }).waitFor();
  assert.equal(await page.getByRole('heading', { name: '王秀英' }).isVisible(), true);
  assert.equal(await page.locator('.row').first().isVisible(), true);
  assert.equal(await page.locator('.bar').isVisible(), false);
  assert.equal(await page.locator('.source-button').first().isVisible(), false);
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [390, 1280]) {
    test(`axe finds nothing serious at ${width} pixels in the ${colorScheme} theme`, async () => {
      const options = { colorScheme, viewport: { width, height: 844 } };
      const search = await stage.open('', options);
      assert.deepEqual(await violations(search), []);
      await search.getByRole('combobox').fill('王');
      await search.getByRole('option').first().waitFor();
      assert.deepEqual(await violations(search), []);
      const chart = await openChart(options);
      assert.deepEqual(await violations(chart), []);
      if (width < 1200) await chart.getByRole('tab', { name: '检验检查' }).click();
      await chart.locator('.measurement-open', { hasText: '空腹血糖' }).click();
      await chart.getByRole('img', { name: /空腹血糖 的趋势/ }).waitFor();
      assert.deepEqual(await violations(chart), []);
      await chart.locator('.opened-from').getByRole('button').click();
      await chart.locator('.json').waitFor();
      assert.deepEqual(await violations(chart), []);
    });
  }
}

test('nothing failed in the pages, and nothing was asked of another host', () => {
  assert.deepEqual(stage.errors, []);
});

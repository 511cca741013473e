/**
 * Elder mode (长辈版), measured as the browser computed it: texts of 18 pixels and more, targets of
 * 60, lines 1.3 apart, contrast of 4.5, six tiles, one thing that leads on.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { lowContrast, overflow, smallTargets, smallTexts, violations } from './accessibility.ts';
import { addVisits, openCountyClinics, visitAt } from './clinics/county.ts';
import { appPages, phone, settled } from './resident-app.ts';
import type { Stage } from './stage.ts';
import { startStage } from './stage.ts';
import { inMinutes, openLine, placeOf } from './waiting.ts';

let stage: Stage;
before(async () => {
  stage = await startStage();
  await openCountyClinics(stage);
});
after(async () => {
  await stage[Symbol.asyncDispose]();
});

/** A page in elder mode, with the main text of so many pixels. */
async function openElder(
  size: number,
  options: Parameters<Stage['newPageOf']>[1] = {},
): Promise<Page> {
  const page = await stage.newPageOf('wang', { ...phone, ...options });
  await page.addInitScript((pixels) => {
    localStorage.setItem('yishu.elder', '1');
    localStorage.setItem('yishu.elder-size', String(pixels));
  }, size);
  return page;
}

async function measure(page: Page, what: string): Promise<void> {
  await settled(page);
  assert.ok((await smallTexts(page, { size: 99, line: 1.3 })).length > 2, `${what}: no text`);
  assert.deepEqual(await smallTexts(page, { size: 18, line: 1.3 }), [], what);
  assert.deepEqual(await smallTargets(page, 60), [], what);
  assert.equal(await overflow(page), 0, what);
  assert.deepEqual(await lowContrast(page), [], what);
  assert.deepEqual(await violations(page), [], what);
}

for (const [size, colorScheme] of [
  [18, 'light'],
  [22, 'dark'],
  [30, 'light'],
] as const) {
  test(`every page holds the measures with text of ${size} pixels, ${colorScheme}`, async () => {
    const page = await openElder(size, { colorScheme });
    await page.goto(`${stage.url}/record`);
    for (const fragment of appPages) {
      await page.evaluate((hash) => (location.hash = hash), fragment);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await measure(page, fragment);
    }
    const body = await page.evaluate(
      () => getComputedStyle(document.querySelector('.app')!).fontSize,
    );
    assert.equal(body, `${size}px`);
  });
}

test('what comes up over a page holds the measures: family, booking, danger, record', async () => {
  const page = await openElder(22);
  await page.goto(`${stage.url}/record`);
  await page.getByRole('button', { name: /正在看谁的/ }).click();
  await page.getByRole('dialog').waitFor();
  await measure(page, 'family');
  await page.keyboard.press('Escape');
  await page.evaluate(() => (location.hash = '#/department/skin'));
  await page.getByRole('button', { name: /08:00–08:30/ }).click();
  await page.getByText('免挂号费').waitFor();
  await measure(page, 'confirm');
  await page.evaluate(() => (location.hash = '#/guide'));
  await page.getByLabel('哪里不舒服').fill('胸口疼得厉害，出冷汗，喘不上气');
  await page.getByRole('button', { name: '看看挂哪个科' }).click();
  await page.getByRole('alert').waitFor();
  await measure(page, 'danger');
  await page.evaluate(() => (location.hash = '#/archive'));
  await page.getByRole('tab', { name: '经过' }).click();
  await page.getByRole('heading', { name: '2026年5月' }).waitFor();
  await measure(page, 'history');
});

test('the line holds the measures, and reads itself aloud', async () => {
  const page = await openElder(24);
  const start = Date.now();
  await addVisits(page, [visitAt({ id: 'today', status: 'checked-in', start, number: 12 })]);
  const times = { soonest: inMinutes(10), p50: inMinutes(20), p90: inMinutes(40) };
  const line = await openLine(page, placeOf('today', times));
  await page.goto(`${stage.url}/record#/visit/today`);
  const queue = page.getByRole('region', { name: '候诊' });
  await queue.getByText('3 人', { exact: true }).waitFor();
  await measure(page, 'waiting');
  line.tell(placeOf('today', { state: 'called', room: '眼科 3 诊室' }));
  await queue.getByText('眼科 3 诊室').waitFor();
  await measure(page, 'called');
});

test('six tiles at most, one button that leads on, and the way in and out on top', async () => {
  const page = await stage.newPageOf('wang', { viewport: { width: 390, height: 844 } });
  await page.goto(`${stage.url}/record`);
  await page.getByRole('button', { name: '长辈版' }).click();
  const tiles = page.getByRole('navigation', { name: '要办什么事' }).getByRole('link');
  await tiles.first().waitFor();
  assert.ok((await tiles.count()) <= 6);
  assert.equal(await page.getByRole('navigation', { name: '主要页面' }).count(), 0);
  assert.equal(await page.locator('.press').count(), 1);
  await page.reload();
  await tiles.first().waitFor();
  await page.getByRole('button', { name: '换回普通版' }).click();
  await page.getByRole('navigation', { name: '主要页面' }).waitFor();
});

test('the text grows to 30 pixels and shrinks to 18, and stays as it was chosen', async () => {
  const page = await stage.newPageOf('wang', { viewport: { width: 390, height: 844 } });
  await page.goto(`${stage.url}/record`);
  await page.getByRole('button', { name: '长辈版' }).click();
  await page.getByRole('link', { name: '字号和设置' }).click();
  const size = () =>
    page.evaluate(() =>
      Number.parseFloat(getComputedStyle(document.querySelector('.app')!).fontSize),
    );
  const larger = page.getByRole('button', { name: '大一点' });
  while (await larger.isEnabled()) await larger.click();
  assert.equal(await size(), 30);
  await page.reload();
  await page.getByRole('button', { name: '小一点' }).waitFor();
  assert.equal(await size(), 30);
  const smaller = page.getByRole('button', { name: '小一点' });
  while (await smaller.isEnabled()) await smaller.click();
  assert.equal(await size(), 18);
});

test('the way in has elder mode too, and the app behind it stays so', async () => {
  const page = await stage.newPage({ viewport: { width: 390, height: 844 } });
  await page.goto(`${stage.url}/record`);
  await page.getByRole('button', { name: '长辈版' }).click();
  await page.getByRole('button', { name: '换回普通版' }).waitFor();
  const targets = page.locator('.sign-in-card').locator('button.action, input');
  for (const box of await targets.all()) {
    const { height = 0 } = (await box.boundingBox()) ?? {};
    assert.ok(height >= 60, `${height} px`);
  }
  assert.equal(await overflow(page), 0);
  assert.deepEqual(await violations(page), []);
  await stage.comeBack(page, 'wang');
  await page.getByRole('navigation', { name: '要办什么事' }).waitFor();
});

test('the next step is read aloud in the voice of the phone, and stops', async () => {
  const page = await openElder(22);
  await page.addInitScript(() => {
    const said: string[] = [];
    Object.assign(globalThis, { said });
    speechSynthesis.speak = ({ text, lang, rate }) =>
      void said.push(`${lang} ${rate.toFixed(2)} ${text}`);
  });
  await page.goto(`${stage.url}/record`);
  await page.getByRole('button', { name: '读给我听' }).click();
  await page.getByRole('button', { name: '别读了' }).waitFor();
  const said = await page.evaluate(() => (globalThis as unknown as { said: string[] }).said);
  assert.deepEqual(said, ['zh-CN 0.85 没有要办的事']);
  await page.getByRole('button', { name: '别读了' }).click();
  await page.getByRole('button', { name: '读给我听' }).waitFor();
});

test('a person is one tap away: the hospital of the next visit, by its own number', async () => {
  const page = await openElder(22);
  const start = Date.now() + 86_400_000;
  await addVisits(page, [visitAt({ id: 'tomorrow', status: 'booked', start, number: 3 })]);
  await page.goto(`${stage.url}/record`);
  await page.getByRole('link', { name: '打电话问人' }).click();
  const call = page.getByRole('link', { name: /测试县人民医院/ });
  assert.equal(await call.getAttribute('href'), 'tel:03755550100');
  assert.equal(await page.getByRole('link', { name: /急救/ }).getAttribute('href'), 'tel:120');
});

test('nothing failed in the pages, and nothing was asked of another host', () => {
  assert.deepEqual(stage.errors, []);
});

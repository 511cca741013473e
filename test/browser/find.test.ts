/** Finding a person, as a doctor at a desk does it. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { idNumber, phone } from './residents.ts';
import type { Stage } from './stage.ts';
import { startStage } from './stage.ts';

let stage: Stage;
before(async () => {
  stage = await startStage();
});
after(async () => {
  await stage[Symbol.asyncDispose]();
});

async function type(page: Page, text: string): Promise<string[]> {
  await page.getByRole('combobox', { name: '查找居民' }).fill(text);
  await page.getByRole('option').first().waitFor();
  return page.getByRole('option').locator('strong').allInnerTexts();
}

test('a person is found by a Chinese name', async () => {
  const page = await stage.open();
  assert.deepEqual(await type(page, '王秀'), ['王秀英']);
});

test('people are found by the initials of their pinyin', async () => {
  const page = await stage.open();
  assert.deepEqual((await type(page, 'wx')).toSorted(), ['王心怡', '王秀英'].toSorted());
  await page.getByRole('combobox').fill('lgq');
  await page.getByRole('option', { name: '李国强' }).waitFor();
});

test('a person is found by whole pinyin', async () => {
  const page = await stage.open();
  assert.deepEqual(await type(page, 'wangxiuying'), ['王秀英']);
});

test('a person is found by the identity-card number, written with spaces or not', async () => {
  const page = await stage.open();
  assert.deepEqual(await type(page, idNumber), ['王秀英']);
  const spaced = `${idNumber.slice(0, 6)} ${idNumber.slice(6, 14)} ${idNumber.slice(14)}`;
  assert.deepEqual(await type(page, spaced.toLowerCase()), ['王秀英']);
});

test('a person is found by telephone', async () => {
  const page = await stage.open();
  assert.deepEqual(await type(page, phone), ['王秀英']);
});

test('what was typed and found never stands in an address', async () => {
  const page = await stage.open();
  const addresses: string[] = [];
  page.on('request', (request) => addresses.push(decodeURIComponent(request.url())));
  await type(page, idNumber);
  await type(page, '王秀英');
  assert.ok(addresses.length > 0);
  for (const address of addresses) assert.doesNotMatch(address, /王|3308|1395/);
});

test('numbers in the list are masked', async () => {
  const page = await stage.open();
  await type(page, '王秀英');
  const row = await page.getByRole('option').innerText();
  assert.ok(!row.includes(idNumber), 'the whole identity-card number is shown');
  assert.ok(row.includes(idNumber.slice(-4)));
});

test('the slash key, the arrows and Enter open a chart without a mouse', async () => {
  const page = await stage.open('#/patient/li-guoqiang');
  await page.getByRole('heading', { name: '李国强' }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('wx', { delay: 20 });
  await page.getByRole('option').nth(1).waitFor();
  const second = await page.getByRole('option').nth(1).locator('strong').innerText();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: second }).waitFor();
});

test('a name that nobody has says so and what else to try', async () => {
  const page = await stage.open();
  await page.getByRole('combobox').fill('赵无此人');
  await page.getByText('没有找到“赵无此人”').waitFor();
  await page.getByText('换一种方式').waitFor();
});

test('an identity-card number with a wrong check digit says that it is wrong', async () => {
  const page = await stage.open();
  const wrong = idNumber.slice(0, 17) + (idNumber.endsWith('1') ? '2' : '1');
  await page.getByRole('combobox').fill(wrong);
  await page.getByText('校验码').waitFor();
});

test('a server that cannot be reached is said so, and a retry finds the person', async () => {
  const page = await stage.open();
  await page.route('**/fhir/R4', (route) => route.abort());
  await page.getByRole('combobox').fill('王秀英');
  await page.getByText('连不上服务器').waitFor();
  await page.unroute('**/fhir/R4');
  await page.getByRole('button', { name: '重试' }).click();
  await page.getByRole('option', { name: '王秀英' }).waitFor();
});

test('nothing failed in the pages, and nothing was asked of another host', () => {
  assert.deepEqual(stage.errors, []);
});

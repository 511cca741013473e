/**
 * Who keeps the index decides about pairs, with one key each.
 * https://hl7.org/fhir/R4/linkage.html
 */
/// <reference lib="dom" />
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import type { Resource } from '#model/fhir.ts';
import { overflow, smallTargets, violations } from './accessibility.ts';
import { transactionOf } from './residents.ts';
import { type Stage, startStage } from './stage.ts';

const phone = (value: string) => [{ system: 'phone', value }];
const card = (value: string) => [{ system: 'urn:oid:2.16.156.10011.1.3', value }];

/** Pairs that nobody but a person can decide. */
const pairs: (Resource & { id: string })[] = [
  ...['测思佳', '测思晨'].map((text, n) => ({
    resourceType: 'Patient',
    id: `twin-${n}`,
    meta: { source: 'Organization/yunhe-first' },
    name: [{ text }],
    gender: 'female',
    birthDate: '2015-06-01',
    telecom: phone('16000000088'),
    address: [{ text: '云和县元和街道中山街12号2幢301室' }],
  })),
  {
    resourceType: 'Patient',
    id: 'lender',
    name: [{ text: '测建国' }],
    gender: 'male',
    birthDate: '1951-02-03',
    identifier: card('339901195102031231'),
    telecom: phone('16000000099'),
  },
  {
    resourceType: 'Patient',
    id: 'borrower',
    name: [{ text: '梅丽华' }],
    gender: 'female',
    birthDate: '1972-11-20',
    identifier: card('339901195102031231'),
    telecom: phone('16000000066'),
  },
  ...['339901196205062318', '339901196205062334'].map((value, n) => ({
    resourceType: 'Patient',
    id: `cards-${n}`,
    name: [{ text: '测永福' }],
    gender: 'male',
    birthDate: '1962-05-06',
    identifier: card(value),
  })),
];

let stage: Stage;
let page: Page;
before(async () => {
  stage = await startStage();
  await stage.load(transactionOf(pairs));
  page = await stage.newPageOf('luo');
  page.setDefaultTimeout(10_000);
  await page.goto(`${stage.url}/workstation`);
});
after(async () => {
  await stage[Symbol.asyncDispose]();
});

const linkOf = async (id: string) => {
  const { database } = stage.house.house.hub.house;
  const [row] = await database.run('select body from resource where id = $1 and type = $2', [
    id,
    (await import('#model/resource-types.ts')).typeNumber('Patient')!,
  ]);
  return (JSON.parse(String(row?.['body'])) as { link?: unknown[] }).link?.length ?? 0;
};
const waiting = (n: number) => page.getByText(`还有 ${n} 对待核对`).waitFor();

describe('The keeper of the index', () => {
  test('sees the pairs that wait, side by side, with what differs and what it weighs', async () => {
    await waiting(3);
    const queue = page.getByRole('navigation', { name: '待核对的档案' });
    assert.equal(await queue.getByRole('button').count(), 3);
    await queue.getByRole('button', { name: /测思佳/ }).click();
    const pair = page.getByRole('region', { name: '两份档案' });
    await pair.getByText('可能是双胞胎').waitFor();
    await pair.getByText('双胞胎不能自动合并').waitFor();
    const name = pair.getByRole('row', { name: /姓名/ });
    assert.deepEqual(await name.locator('mark').allTextContents(), ['佳', '晨']);
    await name.getByText('差一字').waitFor();
    await pair.getByRole('row', { name: /电话/ }).getByText('电话和住处一致').waitFor();
  });

  for (const [width, height] of [
    [390, 844],
    [1280, 800],
  ] as const) {
    test(`has a page that everybody can use, ${width} pixels wide`, async () => {
      await page.setViewportSize({ width, height });
      await page.getByRole('region', { name: '两份档案' }).waitFor();
      assert.deepEqual(await violations(page), []);
      assert.equal(await overflow(page), 0);
      if (width === 390) assert.deepEqual(await smallTargets(page), []);
    });
  }

  test('decides with one key, and is shown the next pair', async () => {
    await page.locator('#content').focus();
    await page.keyboard.press('d');
    await waiting(2);
    await page.getByText('本次已核对 1 对').waitFor();
    assert.equal(await linkOf('twin-1'), 0);
    await page.getByRole('button', { name: /测永福/ }).click();
    await page.getByText('各有一个校验正确的身份证号').waitFor();
    await page.getByRole('button', { name: '录入有误' }).click();
    await page.getByRole('button', { name: /是同一人/ }).click();
    await waiting(1);
    assert.equal(await linkOf('cards-1'), 1);
  });

  test('takes the last decision back with one key, and all is as it was', async () => {
    await page.locator('#content').focus();
    await page.keyboard.press('u');
    await waiting(2);
    assert.equal(await linkOf('cards-1'), 0);
    await page.getByRole('region', { name: '两份档案' }).getByText('证件不同').first().waitFor();
  });

  test('types a reason with the letters that decide elsewhere', async () => {
    await page.getByLabel(/理由/).fill('');
    await page.getByLabel(/理由/).pressSequentially('sd1u');
    await waiting(2);
    assert.equal(await page.getByLabel(/理由/).inputValue(), 'sd1u');
  });

  test('is told when there is nothing left', async () => {
    for (const left of [1, 0]) {
      await page.locator('#content').focus();
      await page.keyboard.press('2');
      await waiting(left);
    }
    await page.getByText('没有待核对的档案了').waitFor();
    await page.reload();
    await page.getByText('没有待核对的档案了').waitFor();
  });

  test('opens no record and finds nobody', async () => {
    await page.goto(`${stage.url}/workstation#/patient/wang-xiuying`);
    await page.getByText('没有待核对的档案了').waitFor();
    assert.equal(await page.getByText('王秀英').count(), 0);
  });

  test('nothing failed in the pages or on the server', () => assert.deepEqual(stage.errors, []));
});

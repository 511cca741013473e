/**
 * What a resident sees and decides: who looked, and who may. China's rules SEC-18 to SEC-20.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { overflow, smallTargets, violations } from './accessibility.ts';
import { answer, refusal } from './answers.ts';
import { answerSearches, consent, event } from './looks.ts';
import { people } from './residents.ts';
import type { Stage } from './stage.ts';
import { startStage } from './stage.ts';

let stage: Stage;
before(async () => {
  stage = await startStage();
});
after(async () => {
  await stage[Symbol.asyncDispose]();
});

const now = new Date('2026-11-20T10:00:00+08:00');
const { wang } = people;
const self: [string, string] = [wang.who, wang.name];
const looks = [
  event({
    id: 'e1',
    at: '2026-11-20T09:14:00+08:00',
    who: ['Practitioner/chen', '陈志远'],
    where: 'Organization/yunhe-first',
    why: 'care',
    what: ['Observation', 'Patient'],
  }),
  event({
    id: 'e2',
    at: '2026-11-20T09:12:00+08:00',
    who: ['Practitioner/chen', '陈志远'],
    where: 'Organization/yunhe-first',
    why: 'care',
    what: ['Condition'],
  }),
  event({
    id: 'e3',
    at: '2026-11-19T22:00:00+08:00',
    who: ['Practitioner/li', '李建国'],
    where: 'Organization/hehua-centre',
    why: 'break-glass',
    did: { subtype: 'break-glass', action: 'E' },
    what: ['Patient'],
  }),
  event({
    id: 'e4',
    at: '2026-11-18T08:00:00+08:00',
    who: ['Practitioner/zhao', '赵明'],
    where: 'Organization/nowhere',
    role: 'pharmacist',
    did: { subtype: 'read', action: 'R', outcome: '4' },
    what: ['MedicationRequest'],
  }),
  event({ id: 'e5', at: '2026-11-18T07:00:00+08:00', who: self, where: '', what: ['Patient'] }),
];

/** The pages about trust, with these events and consents. */
async function openRecord(
  given: { looks?: readonly object[]; consents?: () => readonly object[] } = {},
  options: Parameters<Stage['newPage']>[0] = { viewport: { width: 390, height: 844 } },
  fragment = '#/looks',
): Promise<Page> {
  const page = await stage.newPageOf('wang', options);
  await page.clock.setFixedTime(now);
  await answerSearches(page, {
    AuditEvent: () => given.looks ?? looks,
    Consent: given.consents ?? (() => []),
  });
  await page.goto(`${stage.url}/record${fragment}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}

const openPermissions = async (consents: () => readonly object[]) => {
  const page = await openRecord({ consents }, undefined, '#/permissions');
  await page.getByRole('heading', { name: '我允许的' }).waitFor();
  return page;
};

test('who looked is told in sentences: who, where, what, why, when, how often', async () => {
  const page = await openRecord();
  const cards = page.locator('.look');
  await cards.first().waitFor();
  const texts = (await cards.allInnerTexts()).map((text) => text.replace(/\s+/g, ' '));
  assert.equal(texts.length, 3);
  assert.match(
    texts[0] ?? '',
    /今天 09:14 共 2 次 陈志远 执业医师 · 云和市第一人民医院 看了检验检查结果和体征、诊断和健康问题 原因：正在给您看病/,
  );
  assert.match(
    texts[1] ?? '',
    /昨天 22:00 李建国 执业医师 · 荷花镇卫生院 紧急调阅了您的病历 原因：情况紧急/,
  );
  assert.match(texts[2] ?? '', /赵明 药师 · 机构未知 想看处方，被拦下了 没有说明原因/);
});

test('one’s own looks are shown where one asks for them', async () => {
  const page = await openRecord();
  await page.locator('.look').first().waitFor();
  assert.equal(await page.getByText('您自己', { exact: true }).count(), 0);
  await page.getByLabel('也显示我自己看的').check();
  await page.getByText('您自己', { exact: true }).waitFor();
});

test('many looks of one’s own do not hide who else looked', async () => {
  const page = await stage.newPageOf('wang', { viewport: { width: 390, height: 844 } });
  await page.clock.setFixedTime(now);
  await page.route('**/fhir/R4', async (route) => {
    const { entry } = route.request().postDataJSON() as { entry: { request: { url: string } }[] };
    const url = entry[0]?.request.url ?? '';
    if (!url.startsWith('AuditEvent?')) return route.continue();
    const isFirst = !url.includes('page=2');
    const resource = {
      resourceType: 'Bundle',
      type: 'searchset',
      link: isFirst ? [{ relation: 'next', url: '/fhir/R4/AuditEvent?page=2' }] : [],
      entry: looks
        .slice(isFirst ? 4 : 0, isFirst ? 5 : 1)
        .map((one) => ({ resource: one, search: { mode: 'match' } })),
    };
    const json = { resourceType: 'Bundle', entry: [{ resource, response: { status: '200' } }] };
    return route.fulfill({ json });
  });
  await page.goto(`${stage.url}/record#/looks`);
  await page.locator('.look', { hasText: '陈志远' }).waitFor();
  assert.equal(await page.locator('.look').count(), 1);
});

test('a record that nobody looked at says so, and one that did not arrive says that', async () => {
  const page = await openRecord({ looks: [] });
  await page.getByText('还没有人看过您的病历').waitFor();
  await page.route('**/fhir/R4', (route) => route.abort());
  await page.reload();
  await page.getByRole('alert').filter({ hasText: '连不上服务器' }).waitFor();
  await page.unroute('**/fhir/R4');
  assert.equal(await page.getByText('还没有人看过您的病历').count(), 0);
});

test('a wrong look is contested with two taps and a sentence (SEC-20)', async () => {
  const page = await openRecord();
  const sent = await answer(page, '/fhir/R4/Communication', () => ({
    status: 201,
    json: { resourceType: 'Communication', id: 'c1' },
  }));
  await page.getByRole('button', { name: '这次不对' }).first().click();
  await page.getByLabel('哪里不对').fill('那天我没去过这家医院');
  await page.getByRole('button', { name: '提交' }).click();
  await page.getByText('已提交').waitFor();
  const [communication] = sent as [Record<string, unknown>];
  assert.deepEqual(communication['about'], [{ reference: 'AuditEvent/e1' }]);
  assert.deepEqual(communication['subject'], { reference: wang.who });
  assert.match(JSON.stringify(communication['payload']), /那天我没去过这家医院/);
});

test('what was allowed and denied is listed, and what opens the record besides', async () => {
  const page = await openPermissions(() => [
    consent({ id: 'a', type: 'permit', whom: '荷花镇卫生院' }),
    consent({ id: 'b', type: 'deny', whom: '康健体检中心' }),
    consent({ id: 'c', type: 'deny' }),
    consent({ id: 'd', type: 'permit', whom: '云和市中医院', kind: 'break-glass' }),
  ]);
  await page.getByText('荷花镇卫生院').waitFor();
  const lists = await page.locator('.permission-list').allInnerTexts();
  assert.match(lists[0] ?? '', /荷花镇卫生院[\s\S]*2026-10-01 起[\s\S]*收回/);
  assert.match(lists[1] ?? '', /康健体检中心[\s\S]*收回[\s\S]*所有机构/);
  assert.match(lists[2] ?? '', /云和市中医院[\s\S]*紧急调阅/);
  assert.doesNotMatch(lists[2] ?? '', /收回/);
});

test('an institution is allowed by its name, and withdrawn with one tap', async () => {
  let stored: object[] = [];
  const page = await openPermissions(() => stored);
  const created = await answer(page, '/fhir/R4/Consent', (body) => {
    stored = [{ ...(body as object), id: 'new', meta: { versionId: '1' } }];
    return { status: 201, json: stored[0] };
  });
  await page.getByRole('button', { name: '允许一家机构' }).click();
  await page.getByLabel('机构名称').fill('第一人民');
  await page.getByRole('button', { name: '云和市第一人民医院' }).click();
  await page.getByText('云和市第一人民医院').waitFor();
  const [body] = created as [{ provision: { type: string; actor: object[] }; status: string }];
  assert.equal(body.provision.type, 'permit');
  assert.equal(body.status, 'active');
  let version: string | undefined;
  const withdrawn = await answer(page, '/fhir/R4/Consent/new', (put, route) => {
    version = route.request().headers()['if-match'];
    stored = [put as object];
    return { json: put as object };
  });
  await page.getByRole('button', { name: '收回' }).click();
  await page.getByText('还没有另外允许谁').waitFor();
  assert.equal((withdrawn[0] as { status: string }).status, 'inactive');
  assert.equal(version, 'W/"1"');
});

test('nobody may look: said what it means before it is done', async () => {
  let stored: object[] = [];
  const page = await openPermissions(() => stored);
  const created = await answer(page, '/fhir/R4/Consent', (body) => {
    stored = [{ ...(body as object), id: 'new' }];
    return { status: 201, json: stored[0] };
  });
  await page.getByRole('button', { name: '谁都不让看' }).click();
  await page.getByText('抢救时医生仍可紧急调阅').waitFor();
  assert.equal(created.length, 0);
  await page.getByRole('button', { name: '谁都不让看' }).click();
  await page.getByText('所有机构').waitFor();
  const [{ provision }] = created as [{ provision: { type: string; actor?: object[] } }];
  assert.equal(provision.type, 'deny');
  assert.equal(provision.actor, undefined);
});

test('a withdrawal that the server refuses says why, and the list stays true', async () => {
  const page = await openPermissions(() => [
    consent({ id: 'a', type: 'permit', whom: '荷花镇卫生院' }),
  ]);
  await answer(page, '/fhir/R4/Consent/a', () =>
    refusal(412, 'version-conflict', ['别处已改过，请重新载入', 'changed elsewhere']),
  );
  await page.getByRole('button', { name: '收回' }).click();
  await page.getByRole('alert').filter({ hasText: '别处已改过' }).waitFor();
  await page.getByText('荷花镇卫生院').waitFor();
});

test('staff who come to the residents’ pages are shown the way to their own', async () => {
  const page = await stage.newPageOf();
  await page.goto(`${stage.url}/record`);
  await page.getByText('您是以工作身份登录的').waitFor();
  await page.getByRole('button', { name: '去工作站' }).click();
  await page.getByRole('combobox', { name: '查找居民' }).waitFor();
});

test('without a session a resident comes to the residents’ way in, and back', async () => {
  const page = await stage.newPage();
  await page.goto(`${stage.url}/record`);
  await page.getByLabel('手机号').waitFor();
  await stage.comeBack(page, 'wang');
  await page.getByRole('region', { name: '下一步' }).waitFor();
  assert.equal(new URL(page.url()).pathname, '/record');
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [390, 1280]) {
    test(`axe finds nothing serious at ${width} pixels in the ${colorScheme} theme`, async () => {
      const consents = () => [consent({ id: 'a', type: 'permit', whom: '荷花镇卫生院' })];
      const options = { colorScheme, viewport: { width, height: 844 } };
      const page = await openRecord({ consents }, options);
      const check = async (what: string) => {
        assert.deepEqual(await violations(page), [], what);
        assert.equal(await overflow(page), 0, what);
        if (width < 768) assert.deepEqual(await smallTargets(page), [], what);
      };
      await page.getByRole('button', { name: '这次不对' }).first().click();
      await page.getByLabel('哪里不对').waitFor();
      await check('looks');
      await page.getByRole('link', { name: '我的', exact: true }).click();
      await page.getByRole('link', { name: '允许谁看我的病历' }).click();
      await page.getByText('荷花镇卫生院').waitFor();
      await check('permissions');
      await page.getByRole('button', { name: '允许一家机构' }).click();
      await page.getByLabel('机构名称').waitFor();
      await check('choice');
    });
  }
}

test('nothing failed in the pages, and nothing was asked of another host', () => {
  assert.deepEqual(stage.errors, []);
});

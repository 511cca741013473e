/**
 * A resident books a county doctor in five taps, payment among them, sees it, and gives it back.
 * PAY-01, APT-02.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { templateExtensions } from '#model/scheduling/clinic.ts';
import { overflow, smallTargets, violations } from './accessibility.ts';
import type { Stage } from './stage.ts';
import { startStage } from './stage.ts';

let stage: Stage;
before(async () => {
  stage = await startStage();
  const hospital = { reference: 'Organization/county-hospital' };
  const put = <Kind extends { resourceType: string; id: string }>(resource: Kind) => ({
    resource,
    request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
  });
  const morning = { start: 480, end: 510, minutes: 30, seats: 1 };
  const everyDay = [0, 1, 2, 3, 4, 5, 6].map((weekday) => ({ weekday, ...morning }));
  await stage.house.load({
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [
      put({ resourceType: 'Organization', id: 'county-hospital', name: '测试县人民医院' }),
      put({
        resourceType: 'HealthcareService',
        id: 'eyes',
        name: '眼科',
        providedBy: hospital,
      }),
      put({ resourceType: 'PractitionerRole', id: 'sun', active: true, organization: hospital }),
      put({
        resourceType: 'Schedule',
        id: 'sun',
        active: true,
        extension: templateExtensions(everyDay, { fee: 1500, payMinutes: 15 }),
        actor: [
          { reference: 'PractitionerRole/sun', display: '孙医生 主任医师' },
          { reference: 'HealthcareService/eyes', display: '眼科' },
        ],
      }),
    ],
  } as Parameters<typeof stage.house.load>[0]);
  await stage.house.house.hub.scheduling.keepOpen();
});
after(async () => {
  await stage[Symbol.asyncDispose]();
});

test('five taps book and pay a county doctor; it is seen at once, and given back', async () => {
  const page = await stage.newPageOf('wang', { viewport: { width: 390, height: 844 } });
  await page.goto(`${stage.url}/record`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  let taps = 0;
  const tap = async (name: string | RegExp, role: 'tab' | 'button' = 'button', nth = 0) => {
    taps += 1;
    await page.getByRole(role, { name }).nth(nth).click();
  };
  await tap('挂号', 'tab');
  await tap(/眼科/);
  await page.getByRole('heading', { name: '测试县人民医院 眼科' }).waitFor();
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(await smallTargets(page), []);
  assert.equal(await overflow(page), 0);
  // Not today's: this test runs at any hour, and what begins soon is not given back.
  await tap(/08:00–08:30.*余 1 个号/, 'button', 2);
  await page.getByText('挂号费 15 元').waitFor();
  await tap('确认预约');
  const card = page.locator('article.visit').first();
  await card.getByRole('heading', { name: '待支付' }).waitFor();
  assert.deepEqual(await violations(page), []);
  await tap('微信支付');
  assert.ok(taps <= 5, `${taps} taps`);
  await page.waitForURL((url) => url.port !== new URL(stage.url).port);
  await page.getByRole('button').first().click();
  await page.waitForURL(`${stage.url}/record**`);
  await card.getByRole('heading', { name: '已预约' }).waitFor();
  await card.getByText('眼科 · 孙医生 主任医师 · 1 号').waitFor();
  await card.getByRole('button', { name: '取消预约' }).click();
  await card.getByText('已付费用原路退回').waitFor();
  await card.getByRole('button', { name: '取消预约' }).click();
  await page.getByRole('heading', { name: '已取消' }).waitFor();
});

test('who finds nothing left waits, and reads that in either language', async () => {
  const page = await stage.newPageOf('wang', { viewport: { width: 1280, height: 800 } });
  await page.goto(`${stage.url}/record#visits`);
  await page.getByRole('button', { name: /眼科/ }).click();
  // The number that was given back a moment ago is nobody's yet.
  await page
    .getByRole('button', { name: /已约满/ })
    .first()
    .click();
  await page.getByRole('button', { name: '候补' }).click();
  await page.getByRole('heading', { name: '候补中' }).waitFor();
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('heading', { name: 'Waiting for a number' }).waitFor();
  assert.deepEqual(await violations(page), []);
  assert.equal(await overflow(page), 0);
});

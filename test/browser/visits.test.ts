/**
 * A resident books a county doctor in five taps, payment among them, and the same doctor again in
 * three; waits, holds, changes, gives back; books for the family. PAY-01, APT-02.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { overflow, smallTargets, violations } from './accessibility.ts';
import { addVisits, openCountyClinics, visitAt } from './clinics/county.ts';
import { openApp, phone } from './resident-app.ts';
import type { Stage } from './stage.ts';
import { startStage } from './stage.ts';

let stage: Stage;
before(async () => {
  stage = await startStage();
  await openCountyClinics(stage);
});
after(async () => {
  await stage[Symbol.asyncDispose]();
});

/** Counts what a finger does. */
function tapping(page: Page) {
  let taps = 0;
  return {
    count: () => taps,
    tap: async (name: string | RegExp, role: 'link' | 'button' = 'button', nth = 0) => {
      taps += 1;
      await page.getByRole(role, { name }).nth(nth).click();
    },
  };
}

/** Until the page of whoever takes the money, where a tap pays; then back. */
async function pay(page: Page): Promise<void> {
  await page.waitForURL((url) => url.port !== new URL(stage.url).port);
  await page.getByRole('button').first().click();
  await page.waitForURL(`${stage.url}/record**`);
}

const sound = async (page: Page) => {
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(await smallTargets(page), []);
  assert.equal(await overflow(page), 0);
};

test('five taps book and pay a county doctor; it is seen at once, and given back', async () => {
  const page = await openApp(stage);
  const { tap, count } = tapping(page);
  await tap('挂号', 'link');
  await tap(/眼科/, 'link');
  await page.getByRole('heading', { name: '测试县人民医院 眼科' }).waitFor();
  await sound(page);
  // The first day with a number left is chosen already: today's is over, or begins soon.
  await tap(/08:00–08:30.*余 1 个号/);
  await page.getByText('挂号费 15 元').waitFor();
  await sound(page);
  await tap('确认并用微信支付');
  await page.waitForURL((url) => url.port !== new URL(stage.url).port);
  // With the tap on the page of whoever takes the money.
  assert.ok(count() + 1 <= 5, `${count() + 1} taps`);
  await pay(page);
  await page.getByRole('heading', { name: '已预约' }).waitFor();
  await page.getByText('孙医生 主任医师 · 1 号').waitFor();
  await sound(page);
  await page.getByRole('button', { name: '取消预约' }).click();
  await page.getByText('已付费用原路退回').waitFor();
  await page.getByRole('button', { name: '取消预约' }).click();
  await page.getByRole('heading', { name: '已取消' }).waitFor();
});

/** A visit that took place, which only the people of a hospital can say. */
const seen = visitAt({
  id: 'seen-before',
  status: 'fulfilled',
  start: Date.parse('2026-10-12T08:00:00+08:00'),
  number: 1,
});

for (const [from, first] of [
  ['home', /再约 眼科 孙医生/],
  ['the visit of last time', undefined],
] as const) {
  test(`three taps book and pay the same doctor again, from ${from}`, async () => {
    const page = await stage.newPageOf('wang', phone);
    await addVisits(page, [seen]);
    await page.goto(`${stage.url}/record${first === undefined ? '#/visit/seen-before' : ''}`);
    const { tap, count } = tapping(page);
    if (first === undefined) await tap('再约');
    else await tap(first, 'link');
    await page.getByRole('heading', { name: '再约一次' }).waitFor();
    await page.getByText('孙医生 主任医师').waitFor();
    await sound(page);
    await tap(/^确认并用(?:微信|支付宝)支付$/);
    await page.waitForURL((url) => url.port !== new URL(stage.url).port);
    assert.ok(count() + 1 <= 3, `${count() + 1} taps`);
    await pay(page);
    await page.getByRole('heading', { name: '已预约' }).waitFor();
    await page.getByRole('button', { name: '取消预约' }).click();
    await page.getByRole('button', { name: '取消预约' }).click();
    await page.getByRole('heading', { name: '已取消' }).waitFor();
  });
}

test('what is not paid stands on the first page and under what is to be paid', async () => {
  const page = await openApp(stage, '#/department/eyes');
  await page.locator('.day', { hasText: '余 1 个号' }).last().click();
  await page.getByRole('button', { name: /08:00–08:30.*余 1 个号/ }).click();
  // The page of whoever takes the money does not come.
  await page.route(/\$pay$/, (route) => route.abort());
  await page.getByRole('button', { name: '确认并用微信支付' }).click();
  await page.getByRole('heading', { name: '待支付' }).waitFor();
  await page.getByRole('link', { name: '首页' }).click();
  const card = page.getByRole('region', { name: '下一步' });
  await card.getByText(/请在 \d\d:\d\d 前支付 15 元/).waitFor();
  await card.getByText('眼科 · 孙医生 主任医师').waitFor();
  await sound(page);
  await page.getByRole('link', { name: '缴费' }).click();
  await page.getByRole('link', { name: /眼科.*待支付/ }).click();
  await page.unroute(/\$pay$/);
  await page.getByRole('button', { name: '微信支付' }).click();
  await pay(page);
  await page.getByRole('heading', { name: '已预约' }).waitFor();
});

test('a clinic is stopped: another number is kept, and taken by one tap', async () => {
  const page = await openApp(stage, '#/department/ears');
  await page.getByRole('button', { name: /08:00–08:30/ }).click();
  await page.getByRole('button', { name: '确认预约' }).click();
  await page.getByRole('heading', { name: '已预约' }).waitFor();
  await stopClinic('luo');
  await page.goto(`${stage.url}/record`);
  await page.reload();
  const card = page.getByRole('region', { name: '下一步' });
  await card.getByText(/^您约的门诊停诊了，给您留了另一个号，请在 .*\d\d:\d\d 前确认$/).waitFor();
  await card.getByText('耳鼻喉科 · 罗医生 主治医师').waitFor();
  await page
    .getByText(/08:00的门诊停诊，费用将原路退回。已为您保留.*罗医生 主治医师的号/)
    .waitFor();
  await sound(page);
  await page.getByRole('link', { name: '我的', exact: true }).click();
  await page.getByRole('link', { name: '我的预约' }).click();
  await page.getByRole('link', { name: /耳鼻喉科 · 罗医生 主治医师.*已停诊/ }).click();
  await page.getByRole('heading', { name: '给您留的另一个号' }).waitFor();
  await page.getByRole('button', { name: '确认这个号' }).waitFor();
  await sound(page);
  await page.getByRole('link', { name: '首页' }).click();
  await card.getByRole('link', { name: '不合适？看看再说' }).click();
  await page.getByText('您约的门诊停诊了，这是给您留的另一个号。').waitFor();
  await page.getByRole('link', { name: '我的', exact: true }).click();
  await page.getByRole('switch', { name: 'English' }).click();
  await page.getByRole('link', { name: 'Home' }).click();
  const step = page.getByRole('region', { name: 'Next step' });
  await step.getByText(/^Your clinic does not take place\. Another number is kept/).waitFor();
  await step.getByRole('button', { name: 'Take it' }).click();
  await page.getByText(/^Your clinic does not take place/).waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Me', exact: true }).click();
  await page.getByRole('link', { name: 'My appointments' }).click();
  await page.getByRole('link', { name: /罗医生 主治医师.*Booked/ }).waitFor();
  await page.getByRole('link', { name: /罗医生 主治医师.*Clinic stopped/ }).click();
  await page.getByRole('link', { name: /罗医生 主治医师.*Booked/ }).waitFor();
});

/** The desk stops the clinic of a doctor in which somebody has a number. */
async function stopClinic(schedule: string): Promise<void> {
  const [row] = await stage.house.house.hub.house.sql.run(
    `select c.slot from booking b
       join booking_session s on s.bucket = b.bucket and s.session = b.session
       join seat c on c.bucket = b.bucket and c.session = b.session and c.n = b.n
     where s.schedule = $1 and b.state = 3`,
    [schedule],
  );
  const slot = { reference: `Slot/${String(row!['slot'])}` };
  await stage.house.ask(`Schedule/${schedule}/$stop`, [{ name: 'slot', valueReference: slot }]);
}

test('who finds nothing left waits, and reads that in either language', async () => {
  const page = await openApp(stage, '#/book', { viewport: { width: 1280, height: 800 } });
  await page.getByRole('link', { name: /眼科 余|眼科 已/ }).click();
  // The numbers that were given back a moment ago are nobody's yet.
  await page.locator('.day', { hasText: '已约满' }).first().click();
  await page
    .getByRole('button', { name: /已约满/ })
    .last()
    .click();
  await page.getByText('号已约满').waitFor();
  await page.getByRole('button', { name: '候补' }).click();
  await page.getByRole('heading', { name: '候补中' }).waitFor();
  await page.getByRole('link', { name: '我的', exact: true }).click();
  await page.getByRole('switch', { name: 'English' }).click();
  await page.getByRole('link', { name: 'My appointments' }).click();
  await page.getByText('Waiting for a number').waitFor();
  assert.deepEqual(await violations(page), []);
  assert.equal(await overflow(page), 0);
});

test('a number is kept for a moment, taken, and changed for another time', async () => {
  const page = await openApp(stage, '#/department/skin');
  await page.getByRole('button', { name: /08:00–08:30/ }).click();
  await page.getByText('免挂号费').waitFor();
  await page.getByRole('button', { name: '先占住 5 分钟' }).click();
  await page.getByRole('heading', { name: '已为您保留，待确认' }).waitFor();
  await page.getByRole('link', { name: '首页' }).click();
  await page.getByText(/给您留了一个号/).waitFor();
  await page.getByRole('button', { name: '确认这个号' }).click();
  await page.getByRole('link', { name: '挂号' }).first().click();
  await page.getByRole('link', { name: /皮肤科 · 何医生 主治医师.*已预约/ }).click();
  await page.getByRole('button', { name: '改时间' }).click();
  await page.getByText('原来的号会让给别人').waitFor();
  await page.locator('.day', { hasText: '余' }).last().click();
  await page.getByRole('button', { name: /08:00–08:30/ }).click();
  await page.getByRole('button', { name: '改到这个时间' }).click();
  await page.getByRole('heading', { name: '已预约' }).waitFor();
  await page.getByRole('link', { name: '我的', exact: true }).click();
  await page.getByRole('link', { name: '我的预约' }).click();
  const cards = page.getByRole('link', { name: /皮肤科/ });
  await cards.first().waitFor();
  assert.equal(await cards.filter({ hasText: '已预约' }).count(), 1);
});

test('the family is booked for, each with what is allowed', async () => {
  const page = await openApp(stage);
  const choose = async (name: string) => {
    await page.getByRole('button', { name: /正在看谁的/ }).click();
    await page
      .getByRole('button', { name: new RegExp(`^. ?${name}|${name}`) })
      .last()
      .click();
    await page.getByRole('button', { name: new RegExp(`正在看谁的： ?${name}`) }).waitFor();
  };
  await choose('李国强');
  await page.getByRole('link', { name: '报告' }).first().click();
  await page.getByText('您只登记了替李国强预约，看不到健康档案').waitFor();
  await sound(page);
  await choose('王心怡');
  await page.getByRole('link', { name: '挂号' }).first().click();
  await page.getByRole('link', { name: /皮肤科/ }).click();
  await page.getByRole('button', { name: /08:00–08:30/ }).click();
  await page.getByText('王心怡', { exact: true }).last().waitFor();
  await page.getByRole('button', { name: '确认预约' }).click();
  // A child without a number of its own is known by no document.
  await page.getByRole('alert').waitFor();
  await choose('王秀英');
});

test('nothing failed in the pages but what was sent on to pay', () => {
  const own = stage.errors.filter((error) => !/a request left for/.test(String(error)));
  assert.deepEqual(own, []);
});
